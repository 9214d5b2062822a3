/** Texts with places to be filled: `{{to}}` is a value of the attempt, `${env.ACME_KEY}` one of the environment. */

type Part =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'env'; readonly name: string }
	| { readonly kind: 'value'; readonly name: string; readonly filter: Filter | undefined };

export type Template = readonly Part[];

/** What the places are filled with; a value that is not there is ''. */
export interface Filling {
	env(name: string): string;
	value(name: string): string;
}

/** How what fills a place is written there. */
export type Escape = (text: string) => string;

/** `{{to|digits}}`: +1 415 555 0123 -> 14155550123; `{{since|unix}}` and `|ms`: a moment as a number. */
const FILTERS = {
	digits: (text: string) => text.replace(/\D/g, ''),
	unix: (text: string) => momentText(text, 1_000),
	ms: (text: string) => momentText(text, 1),
};
type Filter = keyof typeof FILTERS;

const PLACE = /\{\{([^{}]*)\}\}|\$\{env\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** The template, or what is wrong with it in one clause. */
export function parseTemplate(text: string): Template | string {
	const parts: Part[] = [];
	let end = 0;
	for (const match of text.matchAll(PLACE)) {
		if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
		end = match.index + match[0].length;
		const [, value, env] = match;
		if (env !== undefined) parts.push({ kind: 'env', name: env });
		else if (value !== undefined) parts.push(valuePart(value));
	}
	if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
	const wrong = parts.find((part) => (part.kind === 'text' ? /\{\{|\}\}|\$\{/.test(part.text) : part.name === ''));
	return wrong === undefined ? parts : 'places written as {{to}} or ${env.ACME_KEY}';
}

function valuePart(inside: string): Part {
	const bar = inside.lastIndexOf('|');
	const filter = inside.slice(bar + 1).trim();
	if (bar === -1 || !Object.hasOwn(FILTERS, filter)) return { kind: 'value', name: inside.trim(), filter: undefined };
	return { kind: 'value', name: inside.slice(0, bar).trim(), filter: filter as Filter };
}

/** `write` is for what fills the places; `writeEnv` for what the environment does, where that is another. */
export function fill(template: Template, filling: Filling, write: Escape = same, writeEnv = write): string {
	return template
		.map((part) => {
			if (part.kind === 'text') return part.text;
			if (part.kind === 'env') return writeEnv(filling.env(part.name));
			const value = filling.value(part.name);
			return write(part.filter === undefined ? value : FILTERS[part.filter](value));
		})
		.join('');
}

/** Names of the values that it has places for. */
export function valuesIn(template: Template): string[] {
	return template.flatMap((part) => (part.kind === 'value' ? [part.name] : []));
}

/** Names of the environment variables that it has places for. */
export function variablesIn(template: Template): string[] {
	return template.flatMap((part) => (part.kind === 'env' ? [part.name] : []));
}

/** Its fixed text. */
export function literalOf(template: Template): string {
	return template.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** The one value that it consists of, without filter; undefined when there is more to it. */
export function onlyValue(template: Template): string | undefined {
	const [part] = template;
	return template.length === 1 && part?.kind === 'value' && part.filter === undefined ? part.name : undefined;
}

/** In a segment of a path, or a query: nothing of it means anything in an address. */
export function forUrl(text: string): string {
	return encodeURIComponent(text.toWellFormed());
}

/**
 * In a header's value: besides letters and digits only signs that separate nothing there. Line breaks, quotation marks,
 * commas and what is not ASCII are percent-encoded, and so is the percent sign.
 */
export function forHeader(text: string): string {
	return text.toWellFormed().replace(/[^\w.~+:@/-]/gu, (sign) => encodeURIComponent(sign).replace(/^[^%].*/, hexOf));
}

function hexOf(sign: string): string {
	return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};

/** In XML, between tags or in an attribute; characters that XML cannot hold become spaces. */
export function forXml(text: string): string {
	return text
		.toWellFormed()
		.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
		.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}

/** In plain text: it stays on its line. */
export function forLine(text: string): string {
	return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function same(text: string): string {
	return text;
}

function momentText(text: string, unitMs: number): string {
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? '' : String(Math.floor(ms / unitMs));
}
