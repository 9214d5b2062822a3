import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NewCall, statusOf } from '../../../src/mock/call.js';
import type { CallScript } from '../../../src/mock/call-script.js';
import { CallStore } from '../../../src/mock/calls.js';

const START = 1_000_000;
const WANTED: NewCall = {
	to: '+14152000001',
	from: '+14150000000',
	agent: undefined,
	metadata: {},
	variables: undefined,
};
const TALK: CallScript = { ringMs: 100, talkMs: 400, reason: 'user_hangup', ending: 'ended', freedLateMs: 0 };
const BUSY: CallScript = { ringMs: 100, talkMs: 0, reason: 'dial_busy', ending: 'not_connected', freedLateMs: 0 };

function store(listLagMs = 0): CallStore {
	return new CallStore(START, listLagMs);
}

test('a call rings, talks and ends by the clock of whoever reads it', () => {
	const call = store().accept(WANTED, TALK, START);
	expect([0, 99, 100, 499, 500].map((ms) => statusOf(call, START + ms))).toEqual([
		'registered',
		'registered',
		'ongoing',
		'ongoing',
		'ended',
	]);
	const busy = store().accept(WANTED, BUSY, START);
	expect([99, 100].map((ms) => statusOf(busy, START + ms))).toEqual(['registered', 'not_connected']);
	expect(busy.connectedAt).toBeUndefined();
});

test('the live count is that of the calls not over yet, whatever the order of their ends', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(500)), { maxLength: 60 }), fc.nat(800), (plan, lookAfter) => {
			const calls = store();
			const ends: number[] = [];
			let now = START;
			for (const [gap, talkMs] of plan) {
				now += gap;
				ends.push(calls.accept(WANTED, { ...TALK, talkMs }, now).endedAt);
				expect(calls.liveCount(now)).toBe(ends.filter((end) => end > now).length);
			}
			now += lookAfter;
			const live = ends.filter((end) => end > now);
			expect(calls.liveCount(now)).toBe(live.length);
			expect(calls.msToNextFreed(now)).toBe(live.length === 0 ? 0 : Math.min(...live) - now);
		}),
	);
});

test('the peak remembers the most that were live at once', () => {
	const calls = store();
	for (const ms of [0, 100, 200, 2_000]) calls.accept(WANTED, TALK, START + ms);
	expect(calls.livePeak).toBe(3);
});

test('a stopped call frees its slot at once and says so', () => {
	const calls = store();
	const [first, second] = [calls.accept(WANTED, TALK, START), calls.accept(WANTED, TALK, START)];
	calls.stop(first, START + 50);
	calls.stop(second, START + 200);
	expect(first).toMatchObject({ ending: 'not_connected', reason: 'manual_stopped', endedAt: START + 50 });
	expect(second).toMatchObject({ ending: 'ended', reason: 'manual_stopped', endedAt: START + 200 });
	expect(calls.liveCount(START + 200)).toBe(0);
	calls.stop(second, START + 300);
	expect(second.endedAt).toBe(START + 200);
});

test('a slot that is freed late is taken until then, also after a call was stopped', () => {
	const calls = store();
	const late = { ...TALK, freedLateMs: 300 };
	const stopped = calls.accept(WANTED, late, START);
	calls.accept(WANTED, late, START);
	calls.stop(stopped, START + 200);
	expect([200, 499, 500, 799, 800].map((ms) => calls.liveCount(START + ms))).toEqual([2, 2, 1, 1, 0]);
	expect(statusOf(stopped, START + 200)).toBe('ended');
	expect(stopped).toMatchObject({ endedAt: START + 200, freedAt: START + 500 });
});

test('a call is found by its own id only, and not before the lag is over', () => {
	const calls = store(500);
	const { id } = calls.accept(WANTED, TALK, START);
	expect(calls.find(id, START + 499)).toBeUndefined();
	expect(calls.find(id, START + 500)?.id).toBe(id);
	expect(calls.find(`${id}0`, START + 500)).toBeUndefined();
	expect(calls.find('call_unknown', START + 500)).toBeUndefined();
	expect(new CallStore(START + 1, 0).accept(WANTED, TALK, START + 1).id).not.toBe(id);
});

test('the metadata index knows calls from before and after it was first asked', () => {
	const calls = store();
	const accept = (metadata: unknown) => calls.accept({ ...WANTED, metadata }, TALK, START);
	const before = accept({ run: 'a' });
	for (const other of [{ run: 'b' }, { run: 1 }, 'a', null, ['a']]) accept(other);
	expect(calls.withMetadata('run', 'a')).toEqual([before]);
	const after = accept({ run: 'a' });
	expect(calls.withMetadata('run', 'a')).toEqual([before, after]);
	expect(calls.withMetadata('run', 'c')).toEqual([]);
	expect(calls.withMetadata('toString', 'a')).toEqual([]);
});
