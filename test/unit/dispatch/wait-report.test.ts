import { expect, test } from 'vitest';
import { WaitReport } from '../../../src/dispatch/wait-report.js';
import type { Wait } from '../../../src/governor/governor.js';
import type { CampaignEvent } from '../../../src/progress/events.js';
import { VirtualClock } from '../../../src/runtime/clock.js';

const START = 1_000_000;

function setUp() {
	const clock = new VirtualClock(START);
	const told: CampaignEvent[] = [];
	const report = new WaitReport(clock, (event) => told.push(event));
	const waiting = (code: Wait['code'], waitMs: number, text = `because of ${code}`) =>
		report.waiting(waitMs, { code, text });
	return {
		clock,
		told,
		report,
		waiting,
		codes: () => told.map((event) => (event.type === 'waiting' ? event.code : '')),
	};
}

test('a wait is told with its reason and its end', () => {
	const { told, waiting } = setUp();
	waiting('refused', 2_000.4);
	expect(told).toEqual([
		{ type: 'waiting', at: START, code: 'refused', why: 'because of refused', until: START + 2_000 },
	]);
});

test('a wait for an event has no end to tell', () => {
	const { told, waiting } = setUp();
	waiting('trial', Number.POSITIVE_INFINITY);
	expect(told).toEqual([{ type: 'waiting', at: START, code: 'trial', why: 'because of trial' }]);
});

test('one wait is told once, however often it is looked at', async () => {
	const { clock, codes, waiting } = setUp();
	for (let left = 60_000; left > 0; left -= 1_000) {
		waiting('refused', left);
		await clock.advance(1_000);
	}
	expect(codes()).toEqual(['refused']);
});

test('a wait that has grown longer is told again', async () => {
	const { clock, told, waiting } = setUp();
	waiting('refused', 1_000);
	await clock.advance(500);
	waiting('refused', 30_000);
	expect(told.map((event) => ('until' in event ? event.until : undefined))).toEqual([START + 1_000, START + 30_500]);
});

test('another reason is told at once', () => {
	const { codes, waiting } = setUp();
	for (const code of ['refused', 'unreachable', 'trial'] as const) waiting(code, 1_000);
	expect(codes()).toEqual(['refused', 'unreachable', 'trial']);
});

test('another sentence is another reason in the ordinary course; otherwise only what ends later is', async () => {
	const { clock, told, waiting } = setUp();
	waiting('pace', 500, 'the provider allows 2 starts per second');
	await clock.advance(1_000);
	waiting('pace', 500, 'the carrier allows 1 start per second');
	waiting('refused', 1_000, 'refused once');
	waiting('refused', 1_000, 'refused twice');
	expect(told.map((event) => ('why' in event ? event.why : ''))).toEqual([
		'the provider allows 2 starts per second',
		'the carrier allows 1 start per second',
		'refused once',
	]);
});

test('waits of the ordinary course are told at most once a second', async () => {
	const { clock, codes, waiting } = setUp();
	for (let turn = 0; turn < 100; turn += 1) {
		waiting(turn % 2 === 0 ? 'slots' : 'pace', 5);
		await clock.advance(25);
	}
	expect(codes().length).toBeGreaterThan(1);
	expect(codes().length).toBeLessThanOrEqual(3);
});

test('that calls are started again is told after a wait out of the ordinary, once', () => {
	const { told, report, waiting } = setUp();
	waiting('refused', 1_000);
	report.over();
	report.over();
	expect(told.slice(1)).toEqual([{ type: 'waiting', at: START, code: 'none', why: 'calls are started again' }]);
	waiting('refused', 1_000);
	expect(told).toHaveLength(3);
});

test('after a wait of the ordinary course, or none, nothing has to be told', () => {
	const { codes, report, waiting } = setUp();
	report.over();
	waiting('pace', 5);
	report.over();
	expect(codes()).toEqual(['pace']);
});
