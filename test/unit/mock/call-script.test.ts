import { expect, test } from 'vitest';
import { type CallScript, createScriptWriter } from '../../../src/mock/call-script.js';
import { parseScenario } from '../../../src/mock/scenario.js';

const numbers = Array.from({ length: 2_000 }, (_, index) => `+1415200${String(index).padStart(4, '0')}`);

function rules(calls: object, limits: object = {}) {
	return parseScenario({ calls, limits }, 'test');
}

function scripts(calls: object, seed = 1): CallScript[] {
	const write = createScriptWriter(rules(calls), seed);
	return numbers.map((number) => write(number, 1));
}

test('a call goes the same way whatever was called before it', () => {
	const forwards = createScriptWriter(rules({}), 7);
	const backwards = createScriptWriter(rules({}), 7);
	const expected = new Map(numbers.map((number) => [number, forwards(number, 1)]));
	for (const number of numbers.toReversed()) expect(backwards(number, 1)).toEqual(expected.get(number));
});

test('another seed, another number or another ring makes another call', () => {
	const write = createScriptWriter(rules({}), 7);
	const first = numbers.map((number) => write(number, 1));
	expect(numbers.map((number) => write(number, 2))).not.toEqual(first);
	expect(scripts({}, 8)).not.toEqual(first);
	expect(new Set(first.map(({ ringMs, talkMs }) => `${ringMs}/${talkMs}`)).size).toBeGreaterThan(1_000);
});

test('outcomes come in proportion to their weights', () => {
	const seen = new Map<string, number>();
	for (const { reason } of scripts({ outcomes: { user_hangup: 3, dial_busy: 1, inactivity: 0 } })) {
		seen.set(reason, (seen.get(reason) ?? 0) + 1);
	}
	expect(seen.get('user_hangup')).toBeGreaterThan(1_400);
	expect(seen.get('user_hangup')).toBeLessThan(1_600);
	expect([...seen.keys()].sort()).toEqual(['dial_busy', 'user_hangup']);
});

test.each([
	['agent_hangup', 'ended'],
	['voicemail_reached', 'ended'],
	['dial_no_answer', 'not_connected'],
	['user_declined', 'not_connected'],
	['concurrency_limit_reached', 'error'],
	['error_retell', 'error'],
])('%s leaves a call %s', (reason, ending) => {
	const [script] = scripts({ outcomes: { [reason]: 1 } });
	expect(script).toMatchObject({ reason, ending });
	expect((script?.talkMs ?? 0) > 0).toBe(ending === 'ended');
});

test('ring and talk are whole milliseconds within their spans', () => {
	const calls = { ring: { min: '10ms', max: '20ms' }, talk: { min: '1s', max: '2s' }, outcomes: { user_hangup: 1 } };
	for (const { ringMs, talkMs } of scripts(calls)) {
		expect(Number.isInteger(ringMs) && ringMs >= 10 && ringMs <= 20).toBe(true);
		expect(Number.isInteger(talkMs) && talkMs >= 1_000 && talkMs <= 2_000).toBe(true);
	}
});

test('lognormal talk is short more often than long, within its span', () => {
	const talk = { min: '1s', max: '100s', shape: 'lognormal' };
	const lengths = scripts({ talk, outcomes: { user_hangup: 1 } }).map(({ talkMs }) => talkMs);
	const median = lengths.toSorted((one, other) => one - other)[1_000] ?? 0;
	expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1_000);
	expect(Math.max(...lengths)).toBeLessThanOrEqual(100_000);
	expect(median).toBeGreaterThan(8_000);
	expect(median).toBeLessThan(12_500);
});

test('a slot is freed at the end of its call, or so much later as the scenario says', () => {
	expect(scripts({}).every(({ freedLateMs }) => freedLateMs === 0)).toBe(true);
	const late = createScriptWriter(rules({}, { freedLate: '4s' }), 1);
	const drawn = createScriptWriter(rules({}, { freedLate: { min: '1s', max: '3s' } }), 1);
	expect(numbers.every((number) => late(number, 1).freedLateMs === 4_000)).toBe(true);
	const lateness = numbers.map((number) => drawn(number, 1).freedLateMs);
	expect(lateness.every((ms) => ms >= 1_000 && ms <= 3_000)).toBe(true);
	expect(new Set(lateness).size).toBeGreaterThan(500);
});
