import { expect, test } from 'vitest';
import { ConfigGuard } from '../../../src/dispatch/config-guard.js';
import { AccountRefusedError, type DialerError } from '../../../src/runtime/errors.js';

function setUp() {
	const stops: DialerError[] = [];
	return { stops, guard: new ConfigGuard((error) => stops.push(error)) };
}

const WRONG_AGENT = '422 agent not found';

test('the same refusal three times in a row stops the run, once, in the words of the provider', () => {
	const { stops, guard } = setUp();
	guard.failed(WRONG_AGENT);
	guard.failed(WRONG_AGENT);
	expect(stops).toEqual([]);
	for (let more = 0; more < 4; more += 1) guard.failed(WRONG_AGENT);
	expect(stops).toHaveLength(1);
	expect(stops[0]).toBeInstanceOf(AccountRefusedError);
	expect(stops[0]).toMatchObject({
		exitCode: 4,
		message: expect.stringContaining(`3 times: ${WRONG_AGENT}`),
		hint: expect.stringContaining('--agent'),
	});
});

test('a call that passes in between starts the count over', () => {
	const { stops, guard } = setUp();
	for (let round = 0; round < 5; round += 1) {
		guard.failed(WRONG_AGENT);
		guard.failed(WRONG_AGENT);
		guard.passed();
	}
	expect(stops).toEqual([]);
});

test('other words in between start the count over', () => {
	const { stops, guard } = setUp();
	for (const message of [WRONG_AGENT, WRONG_AGENT, '400 other', WRONG_AGENT, WRONG_AGENT]) guard.failed(message);
	expect(stops).toEqual([]);
	guard.failed(WRONG_AGENT);
	expect(stops).toHaveLength(1);
});
