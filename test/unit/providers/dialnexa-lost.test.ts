import { describe, expect, test } from 'vitest';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import type { HttpResponse } from '../../../src/providers/http.js';
import type { Found, LostAttempt } from '../../../src/providers/provider.js';
import { NOW, response } from './response.js';

const provider = dialNexaProvider({ apiKey: 'key_1:secret_1', agent: 'agent_1' });
const lost: LostAttempt = { attempt: 'c.7', to: '+919876543210', from: '', intendedAt: NOW };
const AGES_AGO = 3_600_000;

/** A call as the list shows it, `ago` ms before the attempt. */
function listed(id: string, ago = 0, more: object = {}): object {
	return { id, to_number: '+14155550100', status: 'initiated', createdAt: new Date(NOW - ago).toISOString(), ...more };
}

function fullPage(from: number, ago = 0): object[] {
	return Array.from({ length: 200 }, (_, index) => listed(`call_${from + index}`, ago + index));
}

/** Answers each question in turn; tells what was asked, and the last verdict. */
function search(...answers: HttpResponse[]): { asked: string[]; found: Found | undefined } {
	const asked: string[] = [];
	let request = provider.findAttempt?.(lost);
	let read = (answer: HttpResponse) => provider.readFound?.(answer, lost);
	for (const answer of answers) {
		asked.push(request?.path ?? '');
		const found = read(answer);
		if (found?.kind !== 'more') return { asked, found };
		request = found.request;
		read = found.read ?? read;
	}
	throw new Error(`not enough answers for ${request?.path}`);
}

const list = (...calls: object[]) => response(200, calls);
const PAGE_1 = '/v1/calls?created_at=desc&page=1&limit=200';
const PAGE_2 = '/v1/calls?created_at=desc&page=2&limit=200';

describe('a call of the list', () => {
	test.each(['metadata', 'notes'])('is the one where its %s say so', (holder) => {
		const call = listed('call_1', 0, { [holder]: { attempt_id: 'c.7' } });
		expect(search(list(listed('call_2'), call))).toEqual({
			asked: [PAGE_1],
			found: { kind: 'placed', call: 'call_1' },
		});
	});

	test.each(['+919876543210', '919876543210', '9876543210', '09876543210', undefined])(
		'to %s is asked for by itself',
		(to_number) => {
			const shown = { id: 'call_1', to_number, metadata: { attempt_id: 'c.7' } };
			const { asked, found } = search(list(listed('call_1', 0, { to_number })), response(200, shown));
			expect(asked).toEqual([PAGE_1, '/v1/calls/call_1']);
			expect(found).toEqual({ kind: 'placed', call: 'call_1' });
		},
	);

	test('of another attempt, or that is gone, is not the one', () => {
		const to = { to_number: lost.to };
		const { asked, found } = search(
			list(listed('call_2', 0, to), listed('call_1', 0, to)),
			response(200, { id: 'call_2', metadata: { attempt_id: 'c.6' } }),
			response(404, { statusCode: 404, message: 'Call not found', error: 'Not Found' }),
		);
		expect(asked).toEqual([PAGE_1, '/v1/calls/call_2', '/v1/calls/call_1']);
		expect(found).toEqual({ kind: 'absent' });
	});

	test('that does not say whose it is leaves it open', () => {
		const { found } = search(list(listed('call_1', 0, { to_number: lost.to })), response(200, { id: 'call_1' }));
		expect(found).toMatchObject({ kind: 'cannot_tell', why: expect.stringContaining('call_1') });
	});
});

describe('absence', () => {
	test('is told by a list that ends', () => {
		expect(search(list()).found).toEqual({ kind: 'absent' });
		expect(search(list(listed('call_1'))).found).toEqual({ kind: 'absent' });
	});

	test('is told by a list that reaches back beyond the attempt', () => {
		const back = search(response(200, fullPage(0)), response(200, fullPage(200, AGES_AGO)));
		expect(back).toEqual({ asked: [PAGE_1, PAGE_2], found: { kind: 'absent' } });
	});

	test('is not told by old calls on a list in another order', () => {
		const mixed = [...fullPage(0, AGES_AGO).reverse(), listed('call_old', 2 * AGES_AGO)];
		expect(search(response(200, mixed), list()).asked).toEqual([PAGE_1, PAGE_2]);
	});

	test('is not told by calls without a time', () => {
		const calls = fullPage(0).map((call) => ({ ...call, createdAt: undefined }));
		expect(search(response(200, calls), list()).asked).toEqual([PAGE_1, PAGE_2]);
	});

	test('is not told by a page as short as a list gives that does not heed the size', () => {
		expect(search(response(200, fullPage(0).slice(0, 20)), list()).asked).toEqual([PAGE_1, PAGE_2]);
	});
});

test('a list that shows the same page again and again cannot tell', () => {
	const same = response(200, fullPage(0));
	expect(search(same, same).found).toMatchObject({ kind: 'cannot_tell' });
});

test('calls without end cannot tell', () => {
	const pages = Array.from({ length: 50 }, (_, page) => response(200, fullPage(page * 200)));
	const { asked, found } = search(...pages);
	expect(found).toMatchObject({ kind: 'cannot_tell', why: expect.stringContaining('10000') });
	expect(asked).toHaveLength(50);
});

test.each([
	['an error', response(500, '')],
	['an object', response(200, { data: [] })],
	['a call without id', response(200, [{ to_number: lost.to }])],
])('%s is of no use', (_, answer) => {
	expect(search(answer).found).toBeUndefined();
	expect(search(response(200, fullPage(0)), answer).found).toBeUndefined();
});
