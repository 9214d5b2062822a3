import { expect, test } from 'vitest';
import { chooseFault, isOutage } from '../../../src/mock/faults.js';
import { parseScenario } from '../../../src/mock/scenario.js';

function rules(...faults: object[]) {
	return parseScenario({ faults }, 'test').faults;
}

test('each rule owns a stretch as long as its probability, the rest is no fault', () => {
	const list = rules({ kind: 'refuse', probability: 0.25 }, { kind: 'hang', probability: 0.5 });
	expect([0, 0.24, 0.25, 0.74, 0.75, 0.99].map((draw) => chooseFault(list, 'create', draw))).toEqual([
		'refuse',
		'refuse',
		'hang',
		'hang',
		undefined,
		undefined,
	]);
});

test('a rule holds for its operation only', () => {
	const list = rules({ kind: 'refuse', probability: 1 }, { kind: 'hang', probability: 1, operation: 'read' });
	expect(chooseFault(list, 'create', 0.5)).toBe('refuse');
	expect(chooseFault(list, 'read', 0.5)).toBe('hang');
	expect(chooseFault(rules(), 'create', 0)).toBeUndefined();
});

test('an outage lasts from its begin to just before its end', () => {
	const list = rules({ kind: 'outage', from: '1s', to: '2s' }, { kind: 'refuse', probability: 1 });
	expect([999, 1_000, 1_999, 2_000].map((now) => isOutage(list, now))).toEqual([false, true, true, false]);
	expect(chooseFault(rules({ kind: 'outage', from: '1s', to: '2s' }), 'create', 0)).toBeUndefined();
});
