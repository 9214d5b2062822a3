import { expect, test } from 'vitest';
import { ConfigGuard } from '../../../src/dispatch/config-guard.js';
import { AccountRefusedError, type DialerError } from '../../../src/runtime/errors.js';

function setUp() {
	const stops: DialerError[] = [];
	return { stops, guard: new ConfigGuard((error) => stops.push(error)) };
}

const WRONG_AGENT = '422 agent not found';

test('three contacts refused in a row stop the run, in the words of the provider', () => {
	const { stops, guard } = setUp();
	guard.failed('ann', WRONG_AGENT, 0);
	guard.failed('bob', WRONG_AGENT, 0);
	expect(stops).toEqual([]);
	guard.failed('cid', WRONG_AGENT, 0);
	expect(stops).toHaveLength(1);
	expect(stops[0]).toBeInstanceOf(AccountRefusedError);
	expect(stops[0]).toMatchObject({
		exitCode: 4,
		message: expect.stringContaining(WRONG_AGENT),
		hint: expect.stringContaining('--agent'),
	});
});

test('other words each time are no excuse', () => {
	const { stops, guard } = setUp();
	for (const [place, contact] of ['ann', 'bob', 'cid'].entries()) guard.failed(contact, `422 request ${place}`, 0);
	expect(stops).toHaveLength(1);
});

test('a call that passes in between starts the count over', () => {
	const { stops, guard } = setUp();
	for (let round = 0; round < 5; round += 1) {
		guard.failed(`ann ${round}`, WRONG_AGENT, 0);
		guard.failed(`bob ${round}`, WRONG_AGENT, 0);
		guard.passed();
	}
	expect(stops).toEqual([]);
});

test('a contact refused once and again is to blame when another one passed', () => {
	const { stops, guard } = setUp();
	expect(guard.failed('ann', WRONG_AGENT, 0)).toBe(false);
	guard.passed();
	expect(guard.failed('ann', WRONG_AGENT, 1)).toBe(true);
	expect(stops).toEqual([]);
});

test('a contact refused for the first time is not to blame, whoever passed', () => {
	const { guard } = setUp();
	guard.passed();
	expect(guard.failed('ann', WRONG_AGENT, 0)).toBe(false);
});

test('without another that passed, the configuration is to blame at the third refusal of one contact', () => {
	const { stops, guard } = setUp();
	expect(guard.failed('ann', WRONG_AGENT, 0)).toBe(false);
	expect(guard.failed('ann', WRONG_AGENT, 1)).toBe(false);
	expect(stops).toEqual([]);
	expect(guard.failed('ann', WRONG_AGENT, 2)).toBe(false);
	expect(stops).toHaveLength(1);
});
