/** How the requests of a description are read. Messages complete "expected ...". */
import { z } from 'zod';
import { closest } from '../../runtime/closest.js';
import { type JsonTemplate, type RequestTemplate, templatesInJson } from './request.js';
import { literalOf, onlyValue, parseTemplate, type Template, variablesIn } from './template.js';

/** A mapping that knows its fields: another one is refused, with the one that was probably meant. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape) {
	const names = Object.keys(shape);
	return z.strictObject(shape, {
		error({ code, keys }) {
			if (code !== 'unrecognized_keys') return code === 'invalid_type' ? 'a mapping' : undefined;
			const [name = ''] = keys as string[];
			const meant = closest(name, names);
			return `!there is no field ${name} here; ${meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`}`;
		},
	});
}

/** What is expected instead of something of another type; what is wrong within says so itself. */
export function onlyType(message: string) {
	return { error: ({ code }: { code?: string }) => (code === 'invalid_type' ? message : undefined) };
}

/** A place in an answer. */
export const path = z
	.string('a path in the answer')
	.regex(/^[^.\s]+(?:\.[^.\s]+)*$/, 'a path in the answer, names joined by dots');

const scalar = z.union([z.string(), z.number(), z.boolean()], 'a text').transform(String);

const template = scalar.transform((text, context) => {
	const parsed = parseTemplate(text);
	if (typeof parsed !== 'string') return parsed;
	context.addIssue({ code: 'custom', message: parsed });
	return z.NEVER;
});

/** Printable ASCII: what a header can carry. */
const headerTemplate = template.refine(
	(parts) => /^[\x20-\x7e]*$/.test(literalOf(parts)),
	'a text of one line, in ASCII',
);

/** What the HTTP client itself says of a request; said twice, one side may read it otherwise than the other. */
const RESERVED = [
	'host',
	'content-length',
	'transfer-encoding',
	'connection',
	'keep-alive',
	'upgrade',
	'expect',
	'te',
	'trailer',
];

const headerName = z
	.string()
	.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'the name of a header')
	.refine((name) => !RESERVED.includes(name.toLowerCase()), 'another header; this one is written by the HTTP client');

const NAMES_OF_SECRETS = /(?:key|token|secret|passw(?:or)?d|credentials?|authorization|cookie)$/i;

/** A key that stands in the file can be read by whoever reads the file. */
function isLiteralSecret(name: string, parts: Template): boolean {
	if (!NAMES_OF_SECRETS.test(name) || literalOf(parts).trim() === '') return false;
	return variablesIn(parts).length === 0;
}

const NO_SECRET = 'a name of an environment variable, such as ${env.ACME_KEY}; no credential is read from this file';

function withoutSecrets<Value>(
	record: z.ZodType<Record<string, Value>>,
	templatesOf: (value: Value) => readonly Template[],
) {
	return record.superRefine((fields, context) => {
		for (const [name, value] of Object.entries(fields)) {
			if (!templatesOf(value).some((parts) => isLiteralSecret(name, parts))) continue;
			context.addIssue({ code: 'custom', path: [name], message: NO_SECRET });
		}
	});
}

export const headers = withoutSecrets(
	z
		.record(headerName, headerTemplate, onlyType('names of headers with their values'))
		.transform((record) =>
			Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value])),
		),
	(value) => [value],
);

/** One text, or several. */
const texts = z.unknown().transform((value, context): Template[] => {
	const items = Array.isArray(value) ? value : [value];
	return items.flatMap((item) => {
		const read = template.safeParse(item);
		if (read.success) return [read.data];
		context.addIssue({ code: 'custom', message: read.error.issues[0]?.message ?? 'a text' });
		return [];
	});
});

const fields = withoutSecrets(z.record(z.string(), texts, onlyType('names with their values')), (value) => value);

const json = z.unknown().transform((value, context): JsonTemplate => {
	const wrong = (name: string, message: string): JsonTemplate => {
		context.addIssue({ code: 'custom', path: name === '' ? [] : [name], message });
		return { kind: 'fixed', value: null };
	};
	const compile = (inner: unknown, name: string): JsonTemplate => {
		if (typeof inner === 'string') {
			const parsed = parseTemplate(inner);
			if (typeof parsed === 'string') return wrong(name, parsed);
			return isLiteralSecret(name, parsed) ? wrong(name, NO_SECRET) : { kind: 'template', template: parsed };
		}
		if (Array.isArray(inner)) return { kind: 'list', items: inner.map((item) => compile(item, name)) };
		if (typeof inner === 'object' && inner !== null) {
			const entries = Object.entries(inner).map(([key, item]) => [key, compile(item, key)] as const);
			return { kind: 'object', entries };
		}
		if (typeof inner === 'number' || typeof inner === 'boolean' || inner === null)
			return { kind: 'fixed', value: inner };
		return wrong(name, 'something that JSON can hold');
	};
	return compile(value, '');
});

const PATH_TEXT = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/;

/** What a query is for is not written into the path: `query` escapes it. */
const addressPath = template
	.refine((parts) => parts[0]?.kind === 'text' && parts[0].text.startsWith('/'), 'a path that begins with /')
	.refine(
		(parts) => PATH_TEXT.test(literalOf(parts)),
		'a path alone, of signs that addresses have; what follows a ? stands in query',
	)
	.refine((parts) => !/(?:^|\/)\.{1,2}(?:\/|$)/.test(literalOf(parts)), 'a path without . and ..');

const text = template.refine(
	(parts) => !/^\s*[{[]/.test(literalOf(parts)),
	'a body that is no JSON; one of JSON stands in json',
);

const parts = {
	path: addressPath,
	query: fields.optional(),
	headers: headers.optional(),
	json: json.optional(),
	form: fields.optional(),
	text: text.optional(),
};

const partsObject = z.object(parts);
type Parts = z.output<typeof partsObject>;

function body({ json: ofJson, form, text: ofText }: Parts): RequestTemplate['body'] {
	if (ofJson !== undefined) return { kind: 'json', json: ofJson };
	if (form !== undefined) return { kind: 'form', form };
	return ofText === undefined
		? undefined
		: { kind: 'text', text: ofText, isXml: literalOf(ofText).trim().startsWith('<') };
}

export function requestOf(given: Parts, method: RequestTemplate['method']): RequestTemplate {
	const { path: where, query = {}, headers: own = {} } = given;
	return { method, path: where, query, headers: own, body: body(given) };
}

/** A request, with more fields of `Shape` about its answer. It is a POST if it has a body. */
export function request<Shape extends z.ZodRawShape>(more: Shape) {
	return mapping({ ...parts, method: z.enum(['GET', 'POST'], 'GET or POST').optional(), ...more }).superRefine(
		(given, context) => {
			const { method, json: ofJson, form, text: ofText } = given as unknown as Parts & { method?: string };
			const bodies = [ofJson, form, ofText].filter((one) => one !== undefined).length;
			if (bodies > 1) context.addIssue({ code: 'custom', message: 'one body: json, form or text' });
			if (bodies > 0 && method === 'GET') {
				context.addIssue({ code: 'custom', path: ['method'], message: 'POST, as there is a body' });
			}
			for (const one of ofJson === undefined ? [] : templatesInJson(ofJson)) {
				if (onlyValue(one) === '*' || !literalHasAll(one)) continue;
				context.addIssue({ code: 'custom', path: ['json'], message: '{{*}} as the whole of a value' });
			}
		},
	);
}

function literalHasAll(parts: Template): boolean {
	return parts.some((part) => part.kind === 'value' && part.name === '*');
}
