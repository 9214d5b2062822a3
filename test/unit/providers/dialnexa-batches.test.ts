import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batches, BatchFound, WantedBatch } from '../../../src/providers/batches.js';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import type { HttpResponse } from '../../../src/providers/http.js';
import type { AttemptSpec } from '../../../src/providers/provider.js';
import { NOW, response } from './response.js';

const batches = dialNexaProvider({ apiKey: 'key_1:secret_1', agent: 'agent_1' }).batches as Batches;

function attempt(n: number, variables: Record<string, string> = {}): AttemptSpec {
	return {
		attempt: `c0ffee.${n}`,
		campaign: 'c0ffee',
		contact: `row ${n}`,
		to: `+1202555010${n}`,
		from: '',
		variables,
	};
}

describe('an upload', () => {
	test('is a form with the title, the agent and a file of one row for each call', () => {
		const name = 'Ann "A", Lee\r\nJr. €';
		const request = batches.create('c0ffee.1', [attempt(1, { name, phone_number: '1' }), attempt(2, { city: 'Ulm' })]);
		const boundary = /^multipart\/form-data; boundary=([\w.-]+)$/.exec(request.headers['content-type'] ?? '')?.[1];
		const [title, agent, file, end] = request.body?.split(`--${boundary}`).slice(1) ?? [];
		expect(request).toMatchObject({ method: 'POST', path: '/v1/batch-calls' });
		expect(title).toBe('\r\ncontent-disposition: form-data; name="title"\r\n\r\ndialer c0ffee.1\r\n');
		expect(agent).toBe('\r\ncontent-disposition: form-data; name="agent_id"\r\n\r\nagent_1\r\n');
		expect(end).toBe('--\r\n');
		const [head, ...rows] = file?.split('\r\n\r\n') ?? [];
		expect(head).toContain('name="file"; filename="contacts.csv"\r\ncontent-type: text/csv');
		const ids = { campaign_id: 'c0ffee', contact_id: 'row 1', attempt_id: 'c0ffee.1' };
		expect(parseCsv(rows.join('\r\n\r\n').trimEnd(), { columns: true })).toEqual([
			{ phone_number: '+12025550101', name, city: '', ...ids },
			{ phone_number: '+12025550102', name: '', city: 'Ulm', ...ids, contact_id: 'row 2', attempt_id: 'c0ffee.2' },
		]);
	});

	test('has no boundary that a row holds', () => {
		const { headers, body } = batches.create('c0ffee.1', [attempt(1, { name: '\r\n--dialer-c0ffee.1--\r\n' })]);
		expect(body?.split(headers['content-type']?.split('boundary=')[1] ?? '')).toHaveLength(5);
	});

	test.each([
		[response(201, { id: 'batch_1', total_records: 2 }), { kind: 'accepted', call: 'batch_1' }],
		[response(201, { status: 'initiated' }), { kind: 'in_doubt' }],
		[response(500, { message: 'Internal server error' }), { kind: 'in_doubt' }],
		[response(429, { message: 'Too many requests.' }), { kind: 'refused' }],
		[response(401, { message: 'API key is missing or invalid' }), { kind: 'rejected', blame: 'account' }],
		[response(402, { message: 'Insufficient billing wallet balance' }), { kind: 'rejected', blame: 'account' }],
		[response(403, { message: 'KYC is not verified' }), { kind: 'rejected', blame: 'account' }],
		[response(404, { message: 'No outbound phone number found' }), { kind: 'rejected', blame: 'config' }],
		[response(413, { message: 'File too large' }), { kind: 'rejected', blame: 'config' }],
	])('is answered by %j', (answer, expected) => {
		expect(batches.readCreate(answer)).toMatchObject(expected);
	});

	test.each([
		[400, 'Row 7: phone_number must be a valid E.164 phone number'],
		[403, 'Destination country or network prefix is not enabled for this workspace'],
	])('that is refused for one row, %s, gives nobody up', (status, message) => {
		expect(batches.readCreate(response(status, { message }))).toMatchObject({ kind: 'rejected', blame: 'config' });
	});
});

describe('the calls of a batch', () => {
	const call = (id: string, status: string, more: object = {}) => ({ id, status, to_number: '+12025550101', ...more });
	const page = (...calls: object[]) => batches.readCalls(response(200, calls), 'batch_1');

	test('are asked for page by page, the oldest first', () => {
		expect(batches.listCalls('batch/1', 2).path).toBe(
			'/v1/calls?batch_call_id=batch%2F1&created_at=asc&page=2&limit=200',
		);
	});

	test('stand under the name that they are followed under, with their own ids in their ends', () => {
		const { views = [], isLast } = page(call('call_1', 'busy', { end_reason: 'user_busy' })) ?? {};
		expect(views[0]).toMatchObject({ call: batches.callOf('batch_1', '+12025550101') });
		expect(views[0]?.end).toEqual({ outcome: 'busy', reason: 'user_busy', call: 'call_1' });
		expect(views[0]?.undialed).toBeUndefined();
		expect(isLast).toBe(true);
	});

	test.each([
		['created', undefined, true],
		['initiated', undefined, undefined],
		['sent', undefined, undefined],
		['cancelled', 'canceled', true],
	])('that are %s have, or have not, been dialed', (status, outcome, undialed) => {
		const view = page(call('call_1', status))?.views[0];
		expect([view?.end?.outcome, view?.undialed]).toEqual([outcome, undialed]);
	});

	test('that were skipped were refused', () => {
		expect(page(call('call_1', 'skipped'))?.views[0]?.end?.refusal?.kind).toBe('slots');
	});

	test.each([
		[0, true],
		[19, true],
		[20, false],
		[199, true],
		[200, false],
	])('%s on a page may leave none for the next', (count, isLast) => {
		expect(page(...Array.from({ length: count }, (_, n) => call(`call_${n}`, 'sent')))?.isLast).toBe(isLast);
	});

	test('are told from calls of their own', () => {
		expect(batches.batchOf(batches.callOf('batch/+1', '+12025550101'))).toBe('batch/+1');
		expect(batches.batchOf('call_1')).toBeUndefined();
	});
});

describe('a batch', () => {
	const NAME: WantedBatch = { name: 'c0ffee.1', since: NOW };
	const item = (id: string, more: object = {}) => ({
		id,
		title: 'another',
		status: 'running',
		createdAt: new Date(NOW).toISOString(),
		...more,
	});
	const wanted = item('batch_1', { title: 'dialer c0ffee.1' });
	const read = (body: unknown, by = NAME) => batches.readFound(response(200, body), by);
	const FOUND: BatchFound = { kind: 'found', batch: 'batch_1', isOver: false };

	test.each([
		['a bare array', [item('batch_2'), wanted]],
		['items', { items: [wanted], total: 1 }],
		['data', { data: [wanted] }],
		['a title tidied up', [{ ...wanted, title: ' Dialer C0ffee-1 ' }]],
		['a name instead', [{ ...wanted, title: undefined, name: wanted.title }]],
	])('is found by its title in %s', (_, body) => {
		expect(read(body)).toEqual(FOUND);
	});

	test.each(['completed', 'cancelled', 'deleted'])('that is %s is over', (status) => {
		expect(read([{ ...wanted, status }], { batch: 'batch_1', since: NOW })).toEqual({ ...FOUND, isOver: true });
	});

	test.each([
		['a short page', [item('batch_2')]],
		['none at all', []],
		[
			'a page that goes back far enough',
			Array.from({ length: 100 }, (_, n) =>
				item(`batch_${n + 2}`, { createdAt: new Date(NOW - n * 60_000).toISOString() }),
			),
		],
	])('is absent from %s', (_, body) => {
		expect(read(body)).toEqual({ kind: 'absent' });
	});

	test('may stand on the next page, unless it is the same again', () => {
		const full = Array.from({ length: 100 }, (_, n) => item(`batch_${n + 2}`));
		const more = read(full);
		if (more?.kind !== 'more') throw new Error('expected to be asked for more');
		expect(more.request.path).toBe('/v1/batch-calls?page=2&limit=100');
		expect(more.read(response(200, [wanted]))).toEqual(FOUND);
		expect(more.read(response(200, full))).toMatchObject({ kind: 'cannot_tell' });
	});

	test('cannot be told by a list without titles', () => {
		expect(read([item('batch_2', { title: undefined })])).toMatchObject({ kind: 'cannot_tell' });
	});

	test.each([
		[200, true],
		[400, false],
		[404, false],
		[429, undefined],
		[503, undefined],
	])('that is called off, answered %s', (status, isCancelled) => {
		expect(batches.readCancel(response(status, {}))).toBe(isCancelled);
	});
});

test('whatever is answered is read, or is not usable', () => {
	const anything = fc.jsonValue({ maxDepth: 3 });
	const record = fc.record(
		{ id: anything, title: anything, status: anything, createdAt: anything, to_number: anything, message: anything },
		{ requiredKeys: [] },
	);
	const body = fc.oneof(anything, record, fc.array(record, { maxLength: 3 }), fc.string());
	fc.assert(
		fc.property(fc.constantFrom(200, 201, 400, 403, 404, 429, 500), body, (status, any) => {
			const answer: HttpResponse = response(status, any);
			expect(batches.readCreate(answer)).toHaveProperty('kind');
			batches.readCalls(answer, 'batch_1');
			batches.readFound(answer, { name: 'c0ffee.1', since: 0 });
			batches.readCancel(answer);
		}),
	);
});
