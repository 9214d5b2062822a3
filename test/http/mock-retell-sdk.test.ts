import Retell from 'retell-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { VirtualClock } from '../../src/runtime/clock.js';

/** Every call rings for one second; who picks up talks for three. */
const SCENARIO = {
	limits: { slots: 7 },
	key: 'key_good',
	calls: {
		ring: { min: '1s', max: '1s' },
		talk: { min: '3s', max: '3s' },
		outcomes: { user_hangup: 1 },
	},
};
const FROM = '+14150000000';

let clock: VirtualClock;
let mock: MockServer;
let retell: Retell;

async function start(scenario: object): Promise<void> {
	clock = new VirtualClock();
	mock = await startMock({ scenario: parseScenario(scenario, 'test'), clock });
	retell = new Retell({ apiKey: 'key_good', baseURL: mock.url, maxRetries: 0 });
}

function place(callee: number, metadata?: unknown) {
	return retell.call.createPhoneCall({ from_number: FROM, to_number: `+1415200000${callee}`, metadata });
}

beforeEach(() => start(SCENARIO));
afterEach(() => mock.close());

test('places a call and gives back what was sent with it', async () => {
	const call = await retell.call.createPhoneCall({
		from_number: FROM,
		to_number: '+14152000001',
		override_agent_id: 'agent_a',
		metadata: { row: 7, tags: ['a'] },
		retell_llm_dynamic_variables: { name: 'Ann' },
	});
	expect(call).toEqual({
		call_id: expect.stringMatching(/^call_[0-9a-f]{27}$/),
		call_type: 'phone_call',
		call_status: 'registered',
		direction: 'outbound',
		agent_id: 'agent_a',
		agent_version: 0,
		from_number: FROM,
		to_number: '+14152000001',
		metadata: { row: 7, tags: ['a'] },
		retell_llm_dynamic_variables: { name: 'Ann' },
	});
});

test('a call can be followed from ringing to its end', async () => {
	const startedAt = clock.now();
	const { call_id: id } = await place(1);
	expect(await retell.call.retrieve(id)).toMatchObject({ call_status: 'registered' });
	await clock.advance(1_000);
	const ongoing = await retell.call.retrieve(id);
	expect(ongoing).toMatchObject({ call_status: 'ongoing', start_timestamp: startedAt + 1_000 });
	expect(ongoing.end_timestamp).toBeUndefined();
	await clock.advance(3_000);
	expect(await retell.call.retrieve(id)).toMatchObject({
		call_status: 'ended',
		start_timestamp: startedAt + 1_000,
		end_timestamp: startedAt + 4_000,
		duration_ms: 3_000,
		disconnection_reason: 'user_hangup',
		call_cost: { combined_cost: 0.6, total_duration_seconds: 3 },
	});
});

test('a call that nobody took has an end and a reason, but no talk and no cost', async () => {
	await mock.close();
	await start({ ...SCENARIO, calls: { ...SCENARIO.calls, outcomes: { dial_no_answer: 1 } } });
	const { call_id: id } = await place(1);
	await clock.advance(1_000);
	const call = await retell.call.retrieve(id);
	expect(call).toMatchObject({ call_status: 'not_connected', disconnection_reason: 'dial_no_answer' });
	expect([call.start_timestamp, call.duration_ms, call.call_cost]).toEqual([undefined, undefined, undefined]);
	expect(call.end_timestamp).toBe(clock.now());
});

test('a call can be stopped', async () => {
	const { call_id: id } = await place(1);
	await clock.advance(2_000);
	await retell.call.stop(id);
	expect(await retell.call.retrieve(id)).toMatchObject({
		call_status: 'ended',
		duration_ms: 1_000,
		disconnection_reason: 'manual_stopped',
	});
	expect(await retell.concurrency.retrieve()).toMatchObject({ current_concurrency: 0 });
});

test('tells its concurrency, and refuses what goes beyond with 429', async () => {
	for (let callee = 1; callee <= 7; callee += 1) await place(callee);
	expect(await retell.concurrency.retrieve()).toMatchObject({ current_concurrency: 7, concurrency_limit: 7 });
	await expect(place(8)).rejects.toBeInstanceOf(Retell.RateLimitError);
	await expect(place(8)).rejects.toThrow('Account rate limited, please throttle your requests.');
});

test("errors come as the SDK's own classes", async () => {
	const stranger = new Retell({ apiKey: 'key_bad', baseURL: mock.url, maxRetries: 0 });
	await expect(stranger.concurrency.retrieve()).rejects.toBeInstanceOf(Retell.AuthenticationError);
	await expect(retell.call.retrieve('call_unknown')).rejects.toBeInstanceOf(Retell.NotFoundError);
	await expect(retell.call.stop('call_unknown')).rejects.toBeInstanceOf(Retell.NotFoundError);
	const noNumber = retell.call.createPhoneCall({ from_number: FROM, to_number: '555' });
	await expect(noNumber).rejects.toBeInstanceOf(Retell.BadRequestError);
});

describe('the list', () => {
	/** Five calls, one second apart: the first two of run a, the others of run b; the first two are over by now. */
	const ids: string[] = [];
	const idsOf = (page: Retell.CallListResponse) => page.items.map((call) => call.call_id);

	beforeEach(async () => {
		ids.length = 0;
		for (let callee = 1; callee <= 5; callee += 1) {
			const call = await place(callee, { run: callee <= 2 ? 'a' : 'b', attempt: `n${callee}` });
			ids.push(call.call_id);
			await clock.advance(1_000);
		}
	});

	test('holds all calls, the newest first, unless asked the other way round', async () => {
		const page = await retell.call.list({ include_total: true });
		expect(page).toMatchObject({ has_more: false, total: 5 });
		expect(idsOf(page)).toEqual(ids.toReversed());
		expect(idsOf(await retell.call.list({ sort_order: 'ascending' }))).toEqual(ids);
		expect((await retell.call.list()).total).toBeUndefined();
	});

	test('answers for call ids', async () => {
		const [first = '', second = ''] = ids;
		const value = [second, 'call_unknown', first, second];
		const asked = { type: 'enum', op: 'in', value } as const;
		expect(idsOf(await retell.call.list({ filter_criteria: { call_id: asked } }))).toEqual([second, first]);
		const one = { type: 'string', op: 'eq', value: first } as const;
		expect(idsOf(await retell.call.list({ filter_criteria: { call_id: one } }))).toEqual([first]);
	});

	test('answers for metadata, joined by AND', async () => {
		const metadata = (...pairs: [string, string][]) => ({
			metadata: pairs.map(([key, value]) => ({ key, value, type: 'string', op: 'eq' }) as const),
		});
		const list = async (...pairs: [string, string][]) =>
			idsOf(await retell.call.list({ filter_criteria: metadata(...pairs), sort_order: 'ascending' }));
		expect(await list(['run', 'a'])).toEqual(ids.slice(0, 2));
		expect(await list(['run', 'b'], ['attempt', 'n4'])).toEqual([ids[3]]);
		expect(await list(['run', 'a'], ['attempt', 'n4'])).toEqual([]);
		const either = { key: 'attempt', type: 'enum', op: 'in', value: ['n5', 'n1'] as string[] } as const;
		expect(idsOf(await retell.call.list({ filter_criteria: { metadata: [either] } }))).toEqual([ids[4], ids[0]]);
	});

	test('answers for status as it is at this moment', async () => {
		const list = async (...value: ('not_connected' | 'ongoing' | 'ended' | 'error')[]) =>
			idsOf(await retell.call.list({ filter_criteria: { call_status: { type: 'enum', op: 'in', value } } }));
		expect(await list('ended')).toEqual([ids[1], ids[0]]);
		expect(await list('ongoing')).toEqual([ids[4], ids[3], ids[2]]);
		await clock.advance(1_000);
		expect(await list('ended')).toEqual([ids[2], ids[1], ids[0]]);
		expect(await list('error', 'not_connected')).toEqual([]);
	});

	test('answers for numbers and moments', async () => {
		const to_number = { type: 'string', op: 'eq', value: '+14152000003' } as const;
		const from_number = { type: 'string', op: 'eq', value: '+14159999999' } as const;
		expect(idsOf(await retell.call.list({ filter_criteria: { to_number } }))).toEqual([ids[2]]);
		expect(idsOf(await retell.call.list({ filter_criteria: { from_number } }))).toEqual([]);
		const now = clock.now();
		const start_timestamp = { type: 'range', op: 'bt', value: [now - 4_000, now - 3_000] as number[] } as const;
		expect(idsOf(await retell.call.list({ filter_criteria: { start_timestamp } }))).toEqual([ids[1], ids[0]]);
		const end_timestamp = { type: 'number', op: 'ge', value: now } as const;
		expect(idsOf(await retell.call.list({ filter_criteria: { end_timestamp } }))).toEqual([ids[1]]);
	});

	test.each(['ascending', 'descending'] as const)('can be read page by page, %s', async (sort_order) => {
		const seen: string[] = [];
		let pagination_key: string | undefined;
		do {
			const page = await retell.call.list({ limit: 2, sort_order, pagination_key });
			seen.push(...idsOf(page));
			expect(page.has_more).toBe(page.pagination_key !== undefined);
			pagination_key = page.pagination_key;
		} while (pagination_key !== undefined);
		expect(seen).toEqual(sort_order === 'ascending' ? ids : ids.toReversed());
	});

	test('pages within a filter, and skips', async () => {
		const run = { key: 'run', type: 'string', op: 'eq', value: 'b' } as const;
		const first = await retell.call.list({ filter_criteria: { metadata: [run] }, limit: 1, include_total: true });
		expect(first).toMatchObject({ has_more: true, total: 3 });
		const second = await retell.call.list({
			filter_criteria: { metadata: [run] },
			limit: 1,
			skip: 1,
			pagination_key: first.pagination_key,
		});
		expect(idsOf(second)).toEqual([ids[2]]);
		expect(second.has_more).toBe(false);
	});

	test('says which question it cannot answer', async () => {
		const in_voicemail = { type: 'boolean', op: 'eq', value: true } as const;
		await expect(retell.call.list({ filter_criteria: { in_voicemail } })).rejects.toThrow(
			/filter_criteria\.in_voicemail/,
		);
		const to_number = { type: 'string', op: 'sw', value: '+1' } as const;
		await expect(retell.call.list({ filter_criteria: { to_number } })).rejects.toThrow(/filter_criteria\.to_number/);
		await expect(retell.call.list({ limit: 5_000 })).rejects.toThrow(/limit/);
		await expect(retell.call.list({ pagination_key: 'nowhere' })).rejects.toThrow(/pagination_key/);
	});
});

test('a call appears only when the lag is over', async () => {
	await mock.close();
	await start({ ...SCENARIO, listLag: '5s' });
	const { call_id: id } = await place(1, { run: 'a' });
	const run = { key: 'run', type: 'string', op: 'eq', value: 'a' } as const;
	await clock.advance(4_999);
	expect((await retell.call.list({ filter_criteria: { metadata: [run] } })).items).toEqual([]);
	await expect(retell.call.retrieve(id)).rejects.toBeInstanceOf(Retell.NotFoundError);
	await clock.advance(1);
	expect((await retell.call.list({ filter_criteria: { metadata: [run] } })).items).toHaveLength(1);
	expect(await retell.call.retrieve(id)).toMatchObject({ call_status: 'ended' });
});
