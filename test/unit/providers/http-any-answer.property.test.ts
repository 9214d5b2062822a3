import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpProvider } from '../../../src/providers/http/adapter.js';
import { type Description, parseDescription } from '../../../src/providers/http/description.js';
import { UsageError } from '../../../src/runtime/errors.js';
import { descriptionOf, KEY } from '../../helpers/described.js';
import { response } from './response.js';

const NAMES = ['id', 'data', 'status', 'result', '0', 'constructor', '__proto__', 'length', 'cursor'];
const name = fc.constantFrom(...NAMES);
const path = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom('id', 'status', 'data') },
	{ weight: 1, arbitrary: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.')) },
);
const word = fc.oneof(name, fc.constantFrom('done', '*', '**', '*a*', 'toString', 429, true));
const where = fc.dictionary(path, word, { maxKeys: 2 });
const statuses = fc.oneof(
	fc.constantFrom('2xx', '4xx', '5xx', 429),
	fc.array(fc.integer({ min: 100, max: 599 }), { minLength: 1 }),
);
const rule = fc.oneof(
	fc.record({ status: fc.constantFrom('2xx', 200), means: fc.constantFrom('accepted', 'in_doubt') }),
	fc.record({
		status: fc.constant('2xx'),
		where,
		means: fc.constantFrom('accepted', 'account', 'contact', 'in_doubt'),
	}),
	fc.record({ status: statuses, where, means: fc.constantFrom('account', 'config', 'contact', 'in_doubt') }),
	fc.record({
		status: statuses,
		where,
		means: fc.constant('refused'),
		kind: fc.constantFrom('slots', 'rate'),
		retryAfter: path,
	}),
);
const often = (usual: string) => fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: path });
const page = { path: fc.constant('/calls'), calls: often('data'), next: path, size: fc.integer({ min: 1, max: 3 }) };
const query = fc.constantFrom({ cursor: '{{next}}' }, { cursor: '{{next}}', since: '{{since|unix}}' });

/** Descriptions of any API, most of them senseless. */
const description = fc
	.record(
		{
			id: often('id'),
			code: path,
			error: path,
			answers: fc.array(rule, { maxLength: 4 }),
			call: fc.record(
				{
					id: often('id'),
					attempt: path,
					to: path,
					status: often('status'),
					outcome: path,
					startedAt: path,
					endedAt: path,
					duration: path,
					durationMs: path,
					cost: path,
					over: fc.array(name, { maxLength: 3 }).map((words) => ['done', ...words]),
					outcomes: fc.dictionary(name, fc.constantFrom('answered', 'busy')),
					refusals: fc.dictionary(name, fc.constantFrom('slots', 'rate')),
				},
				{ requiredKeys: ['id', 'status', 'over'] },
			),
			list: fc.record({ ...page, query: fc.constant({ ids: '{{calls}}', cursor: '{{next}}' }) }),
			find: fc.record({ ...page, query: fc.oneof(query, fc.constant({ a: '{{attempt}}', cursor: '{{next}}' })) }),
			absent: fc.constantFrom('4xx', 404),
		},
		{ requiredKeys: ['answers', 'call'] },
	)
	.map(({ id, code, error, answers, call, list, find, absent }) => {
		const create = {
			path: '/calls',
			json: { to: '{{to}}', all: '{{*}}' },
			id,
			code,
			error,
			answers: [...answers, { status: 401, means: 'account' }],
		};
		return {
			...descriptionOf('minimal'),
			create,
			call,
			list,
			find,
			get: { path: '/calls/{{call}}', call: id, absent },
		};
	});

const HUGE = '@huge@';
const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...NAMES, HUGE, 'done', -1, 0.5, 1e15));
/** What a call may look like, in any place where one is looked for. */
const call = fc.record(
	{
		id: fc.oneof({ weight: 6, arbitrary: fc.constant('call_1') }, { weight: 1, arbitrary: anything }),
		status: fc.oneof({ weight: 3, arbitrary: fc.constant('done') }, { weight: 1, arbitrary: anything }),
		data: anything,
		result: anything,
	},
	{ requiredKeys: ['id'] },
);
const holder = fc.oneof(call, fc.array(call, { maxLength: 3 }), anything);
const tree = fc.oneof(
	holder,
	{
		weight: 3,
		arbitrary: fc.record({ id: fc.constant('call_1'), data: fc.array(call, { minLength: 1, maxLength: 3 }) }),
	},
	fc.dictionary(fc.constantFrom('id', 'status', 'data', ...NAMES), holder, { maxKeys: 4 }),
);
const body = fc.oneof(
	fc.string(),
	tree.map((value) => JSON.stringify(value).replaceAll(`"${HUGE}"`, '1e999')),
);
const status = fc.oneof(
	fc.constantFrom(200, 201),
	fc.constantFrom(401, 404, 429, 500, 503),
	fc.integer({ min: 200, max: 599 }),
);
const answer = fc.tuple(status, body).map(([code, text]) => response(code, text));

function read(section: object): Description | undefined {
	try {
		return parseDescription(section, 'any.yaml');
	} catch (error) {
		if (error instanceof UsageError) return undefined;
		throw error;
	}
}

test('any description of any API reads any answer', () => {
	const lost = { attempt: 'c.1', to: '+12025550123', from: '', intendedAt: 0 };
	const asked = [{ call: 'call_1', to: '', from: '', since: Number.NaN }];
	const seen = { accepted: 0, ended: 0 };
	fc.assert(
		fc.property(description, answer, (section, any) => {
			const parsed = read(section);
			fc.pre(parsed !== undefined);
			if (parsed === undefined) return;
			const provider = httpProvider({ description: parsed, values: { ACME_KEY: KEY } });
			const created = provider.readCreate(any);
			if (created.kind === 'accepted') {
				seen.accepted += 1;
				expect(any.status).toBeLessThan(300);
			}
			expect(created.kind === 'rejected' ? created.message : '').not.toMatch(/\p{Cc}/u);
			for (const view of provider.readCalls(any, asked)?.views ?? []) {
				expect(view.call).toMatch(/^\P{C}+$/u);
				const { startedAt = 0, endedAt = 0, durationMs = 0, cost = 0 } = view.end ?? {};
				expect([startedAt, endedAt, durationMs, cost].every(Number.isFinite)).toBe(true);
				if (view.end !== undefined) seen.ended += 1;
			}
			const found = provider.readFound?.(any, lost);
			if (found?.kind === 'absent' || found?.kind === 'placed') expect(any.status).toBeLessThan(300);
			provider.readCall(any);
			provider.readRefusedAccount(any);
			provider.listCalls(asked);
			provider.findAttempt?.(lost);
		}),
		{ numRuns: 300 },
	);
	// Otherwise it would be nonsense alone that was read.
	expect(seen.accepted).toBeGreaterThan(0);
	expect(seen.ended).toBeGreaterThan(0);
});

test('any value is read as a description or refused in one sentence', () => {
	const value = fc.oneof(
		fc.jsonValue(),
		description,
		fc
			.tuple(
				fc.constantFrom('create', 'call', 'get', 'list', 'find', 'limits', 'headers', 'basic', 'baseUrl'),
				fc.jsonValue(),
			)
			.map(([field, any]) => ({ ...descriptionOf('acme'), [field]: any })),
	);
	let refused = 0;
	fc.assert(
		fc.property(value, (section) => {
			try {
				parseDescription(section, 'any.yaml');
			} catch (error) {
				if (!(error instanceof UsageError)) throw error;
				expect(error.message).toMatch(/^http[^\p{Cc}]{1,600}\.$/u);
				refused += 1;
			}
		}),
		{ numRuns: 250 },
	);
	expect(refused).toBeGreaterThan(50);
});
