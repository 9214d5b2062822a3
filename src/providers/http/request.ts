import type { HttpRequest } from '../http.js';
import {
	type Filling,
	fill,
	forHeader,
	forLine,
	forUrl,
	forXml,
	onlyValue,
	type Template,
	valuesIn,
	variablesIn,
} from './template.js';

/** A JSON body with templates for texts; `all` stands for an object of all columns. */
export type JsonTemplate =
	| { readonly kind: 'template'; readonly template: Template }
	| { readonly kind: 'fixed'; readonly value: number | boolean | null }
	| { readonly kind: 'list'; readonly items: readonly JsonTemplate[] }
	| { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonTemplate])[] };

/** Name -> value; several values repeat the name. */
type FieldTemplates = Readonly<Record<string, readonly Template[]>>;

type BodyTemplate =
	| { readonly kind: 'json'; readonly json: JsonTemplate }
	| { readonly kind: 'form'; readonly form: FieldTemplates }
	| { readonly kind: 'text'; readonly text: Template; readonly isXml: boolean };

/** How a request is written. */
export interface RequestTemplate {
	readonly method: 'GET' | 'POST';
	readonly path: Template;
	readonly query: FieldTemplates;
	readonly headers: Readonly<Record<string, Template>>;
	readonly body: BodyTemplate | undefined;
}

/** What fills a request: besides single values, the ids of a list of calls, and the columns of a contact. */
export interface RequestFilling extends Filling {
	readonly calls?: readonly string[];
	readonly columns?: Readonly<Record<string, string>>;
}

/** Of the request's body, unless its headers say otherwise. */
const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

/** @param headers of every request, with credentials. */
export function makeRequest(
	template: RequestTemplate,
	headers: Readonly<Record<string, Template>>,
	filling: RequestFilling,
): HttpRequest {
	const { method, path, query, body } = template;
	const search = fieldsText(query, filling);
	const filled: Record<string, string> = { accept: 'application/json' };
	if (body !== undefined) filled['content-type'] = contentType(body);
	for (const [name, value] of Object.entries({ ...headers, ...template.headers })) {
		filled[name] = fill(value, filling, forHeader, (text) => text);
	}
	return {
		method,
		path: fill(path, filling, forUrl) + (search === '' ? '' : `?${search}`),
		headers: filled,
		...(body === undefined ? {} : { body: bodyText(body, filling) }),
	};
}

function contentType(body: BodyTemplate): string {
	if (body.kind !== 'text') return CONTENT_TYPES[body.kind];
	return body.isXml ? 'application/xml' : 'text/plain; charset=utf-8';
}

function bodyText(body: BodyTemplate, filling: RequestFilling): string {
	if (body.kind === 'form') return fieldsText(body.form, filling);
	if (body.kind === 'text') return fill(body.text, filling, body.isXml ? forXml : forLine);
	return JSON.stringify(jsonValue(body.json, filling) ?? null);
}

/** In the form of a query, which is that of a form's fields as well. */
function fieldsText(fields: FieldTemplates, filling: RequestFilling): string {
	const pairs = Object.entries(fields).flatMap(([name, templates]) =>
		templates.flatMap((template) => {
			const isList = templates.length === 1 && onlyValue(template) === 'calls';
			if (isList) return [[name, (filling.calls ?? []).map(forUrl).join(',')]];
			return isLeftOut(template, filling) ? [] : [[name, forUrl(fill(template, filling))]];
		}),
	);
	return pairs.map(([name = '', value = '']) => `${forUrl(name)}=${value}`).join('&');
}

/** A first page is asked for without a word on where to go on. */
function isLeftOut(template: Template, filling: Filling): boolean {
	return valuesIn(template).includes('next') && filling.value('next') === '';
}

function jsonValue(json: JsonTemplate, filling: RequestFilling): unknown {
	switch (json.kind) {
		case 'fixed':
			return json.value;
		case 'list':
			return json.items.map((item) => jsonValue(item, filling));
		case 'object':
			return Object.fromEntries(json.entries.map(([name, value]) => [name, jsonValue(value, filling)]));
		case 'template': {
			const only = onlyValue(json.template);
			if (only === 'calls') return filling.calls ?? [];
			if (only === '*') return { ...filling.columns };
			return isLeftOut(json.template, filling) ? undefined : fill(json.template, filling);
		}
	}
}

function templatesIn({ path, query, headers, body }: RequestTemplate): readonly Template[] {
	const fields = (record: FieldTemplates) => Object.values(record).flat();
	const ofBody = () => {
		if (body === undefined) return [];
		if (body.kind === 'form') return fields(body.form);
		return body.kind === 'text' ? [body.text] : templatesInJson(body.json);
	};
	return [path, ...fields(query), ...Object.values(headers), ...ofBody()];
}

export function templatesInJson(json: JsonTemplate): readonly Template[] {
	if (json.kind === 'template') return [json.template];
	if (json.kind === 'list') return json.items.flatMap(templatesInJson);
	return json.kind === 'object' ? json.entries.flatMap(([, value]) => templatesInJson(value)) : [];
}

/** Names of all values that a request has places for. */
export function requestValues(request: RequestTemplate): string[] {
	return [...new Set(templatesIn(request).flatMap(valuesIn))];
}

/** Names of all environment variables that a request has places for. */
export function requestVariables(request: RequestTemplate): string[] {
	return [...new Set(templatesIn(request).flatMap(variablesIn))];
}
