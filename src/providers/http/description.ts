import { z } from 'zod';
import { parseDuration } from '../../runtime/duration.js';
import { UsageError } from '../../runtime/errors.js';
import { misplaced } from './places.js';
import { headers, mapping, onlyType, path, request, requestOf } from './request-schema.js';
import { parseTemplate, type Template } from './template.js';

const OUTCOMES = [
	'answered',
	'voicemail',
	'no_answer',
	'busy',
	'declined',
	'invalid_number',
	'unreachable',
	'canceled',
	'error',
	'unknown',
] as const;
const KINDS = ['slots', 'rate', 'quota', 'busy', 'unknown'] as const;
const MEANINGS = ['accepted', 'refused', 'account', 'config', 'contact', 'in_doubt'] as const;

const word = z.union([z.string(), z.number(), z.boolean()], 'a word').transform(String);
const words = z.union([word.transform((one) => [one]), z.array(word).min(1)], 'a word, or a list of words');

const status = z.union(
	[z.int().min(100).max(599).transform(String), z.string().regex(/^[1-5]xx$/)],
	'a status such as 429, or 4xx for all of a hundred',
);
const statuses = z.union(
	[status.transform((one) => [one]), z.array(status).min(1)],
	'a status such as 429, 4xx for all of a hundred, or a list of these',
);

const rule = mapping({
	status: statuses,
	where: z.record(path, words, onlyType('paths in the answer with the words that stand there')).optional(),
	means: z.enum(MEANINGS, `one of ${MEANINGS.join(', ')}`),
	kind: z.enum(KINDS, `one of ${KINDS.join(', ')}`).optional(),
	retryAfter: path.optional(),
}).superRefine(({ status: codes, where, means, kind, retryAfter }, context) => {
	const fail = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
	const isSuccess = codes.some((code) => code.startsWith('2'));
	if (means === 'accepted' && !codes.every((code) => code.startsWith('2'))) fail('status', 'a status from 200 to 299');
	if (means !== 'accepted' && means !== 'in_doubt' && isSuccess && where === undefined) {
		fail('where', 'what tells this answer from one that accepts a call, as the status is one of success');
	}
	if (means !== 'refused' && (kind !== undefined || retryAfter !== undefined))
		fail('means', 'refused, as kind or retryAfter is given');
});

const duration = z.string('a time such as 30s').transform((text, context) => {
	const ms = parseDuration(text);
	if (ms !== undefined && ms > 0 && ms <= 24 * 86_400_000) return ms;
	context.addIssue({ code: 'custom', message: 'a time such as 500ms, 30s, 10m or 2h' });
	return z.NEVER;
});

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

const rate = z.string('a rate such as 5/s').transform((text, context) => {
	const [, calls = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,9})?)\/([smh])$/.exec(text) ?? [];
	const perSecond = Number(calls) / (SECONDS[unit] ?? 1);
	if (calls !== '' && perSecond >= 1 / 86_400) return perSecond;
	context.addIssue({ code: 'custom', message: 'a rate such as 5/s, 100/m or 1000/h' });
	return z.NEVER;
});

const secret = z.string('a text').transform((text, context): Template => {
	const parsed = parseTemplate(text);
	if (typeof parsed !== 'string' && parsed.length === 1 && parsed[0]?.kind === 'env') return parsed;
	context.addIssue({ code: 'custom', message: 'an environment variable, such as ${env.ACME_KEY}' });
	return z.NEVER;
});

const baseUrl = z.string('an address').refine((text) => {
	if (!URL.canParse(text)) return false;
	const { protocol, username, password, search, hash } = new URL(text);
	return /^https?:$/.test(protocol) && username + password + search + hash === '';
}, 'an address that begins with https:// and has no credentials, ? or # in it');

const call = mapping({
	id: path,
	attempt: path.optional(),
	to: path.optional(),
	status: path,
	over: z.array(word, 'a list of words').min(1, 'a list of words'),
	outcome: path.optional(),
	outcomes: z
		.record(z.string(), z.enum(OUTCOMES, `one of ${OUTCOMES.join(', ')}`), onlyType('words with outcomes'))
		.default({}),
	refusals: z
		.record(z.string(), z.enum(KINDS, `one of ${KINDS.join(', ')}`), onlyType('words with kinds of limits'))
		.default({}),
	startedAt: path.optional(),
	endedAt: path.optional(),
	duration: path.optional(),
	durationMs: path.optional(),
	cost: path.optional(),
});

const page = {
	calls: path.optional(),
	next: path.optional(),
	size: z.int('a number').min(1, '1 or more').max(1_000, '1000 or less'),
};

const schema = mapping({
	title: z.string('a name').min(1).max(100).optional(),
	baseUrl,
	basic: mapping({ user: secret, password: secret }).optional(),
	headers: headers.optional(),
	from: z.enum(['number', 'id'], 'number or id').default('number'),
	create: request({
		id: path.optional(),
		error: path.optional(),
		code: path.optional(),
		answers: z.array(rule, 'a list of rules'),
	})
		.refine(({ method }) => method !== 'GET', {
			path: ['method'],
			message: 'POST: a request that places a call is one',
		})
		.transform((given) => ({ ...given, request: requestOf(given, 'POST') })),
	call,
	get: request({ call: path.optional(), absent: statuses.default(['404']) }).transform(withRequest),
	list: request({ ...page, size: page.size.default(50) })
		.transform(withRequest)
		.optional(),
	find: request({ ...page, size: page.size.optional() })
		.transform(withRequest)
		.optional(),
	limits: mapping({
		pace: rate.default(1),
		pacePerCaller: rate.optional(),
		slots: z.int('a number').min(1, '1 or more').optional(),
		timeout: duration.default(60_000),
		settle: duration.default(60_000),
		longestCall: duration.default(4 * 3_600_000),
	}).prefault({}),
});

function withRequest<Given extends Parameters<typeof requestOf>[0] & { method?: 'GET' | 'POST' | undefined }>(
	given: Given,
) {
	const hasBody = given.json !== undefined || given.form !== undefined || given.text !== undefined;
	return { ...given, request: requestOf(given, given.method ?? (hasBody ? 'POST' : 'GET')) };
}

export type Description = z.output<typeof schema>;
export type AnswerRule = Description['create']['answers'][number];
export type CallDescription = Description['call'];
export type PageDescription = NonNullable<Description['find']>;

/** What a field may look like; told where one is missing or wrong. */
const EXAMPLES: Readonly<Record<string, string>> = {
	http: 'see fixtures/http/minimal.yaml',
	baseUrl: 'baseUrl: https://api.acme.example/v1',
	create: 'create: {path: /calls, json: {to: "{{to}}"}, answers: [{status: 401, means: account}]}',
	get: 'get: {path: "/calls/{{call}}"}',
	list: 'list: {path: /calls, query: {ids: "{{calls}}"}, calls: data}',
	find: 'find: {path: /calls, query: {attempt: "{{attempt}}"}, calls: data}',
	call: 'call: {id: id, status: status, over: [completed, failed]}',
	path: 'path: /calls',
	id: 'id: data.id',
	status: 'status: 429 in answers, status: data.status in call',
	answers: 'answers: [{status: 401, means: account}, {status: 429, means: refused, kind: rate}]',
	where: 'where: {error.code: [invalid_number, blocked]}',
	means: 'means: refused',
	over: 'over: [completed, failed]',
	outcomes: 'outcomes: {human: answered, machine: voicemail}',
	headers: 'headers: {authorization: "Bearer ${env.ACME_KEY}"}',
	basic: 'basic: {user: "${env.ACME_ID}", password: "${env.ACME_SECRET}"}',
	query: 'query: {limit: "{{size}}"}',
	json: 'json: {to: "{{to}}", metadata: {attempt: "{{attempt}}"}}',
	form: 'form: {To: "{{to}}"}',
	pace: 'pace: 5/s',
	timeout: 'timeout: 30s',
};

/**
 * Reads the section `http` of a configuration file.
 * @param source the file, for messages
 * @throws UsageError naming file and field, what was expected, and how it could look.
 */
export function parseDescription(section: unknown, source: string): Description {
	const parsed = schema.safeParse(section);
	const problem = parsed.success ? misplaced(parsed.data) : firstProblem(parsed.error);
	if (parsed.success && problem === undefined) return parsed.data;
	const names = ['http', ...(problem?.path ?? []).map(String)];
	const field = names.join('.').slice(0, 200);
	const example = names
		.map((name) => (Object.hasOwn(EXAMPLES, name) ? EXAMPLES[name] : undefined))
		.findLast((text) => text !== undefined);
	throw new UsageError(`${field} in ${source}: ${complaint(problem, section)}.`, {
		hint: `For example: ${example ?? ''}. All fields: src/providers/http/README.md.`,
	});
}

interface Problem {
	readonly path: readonly PropertyKey[];
	readonly message: string;
}

/** A field that does not exist goes first: it is why another one is missing. */
function firstProblem({ issues }: z.ZodError): Problem {
	const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
	if (issue === undefined) return { path: [], message: 'something else' };
	const inner = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
	return { path: issue.path, message: inner ?? issue.message };
}

/** `message` completes "expected ...", or is a sentence of its own behind a `!`. */
function complaint(problem: Problem | undefined, section: unknown): string {
	const message = (problem?.message ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
	if (message.startsWith('!')) return message.slice(1);
	const given = (problem?.path ?? []).reduce<unknown>(
		(holder, name) => (typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined),
		section,
	);
	return given === undefined || given === null ? `expected ${message}, and there is nothing` : `expected ${message}`;
}
