import { expect, test } from 'vitest';
import type { CampaignEvent } from '../../src/progress/events.js';
import type { SleepyClock } from './sleepy-clock.js';
import { runTimeCampaign } from './time-campaign.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CONTACTS = 80;
const RATE = { calls: 10, perMs: 10_000 };

/** Six calls at once, ten starts in ten seconds, and now and then an answer that is lost. */
const SCENARIO = {
	limits: { slots: 6, rate: { algorithm: 'sliding', calls: RATE.calls, per: '10s' } },
	calls: { ring: { min: '2s', max: '6s' }, talk: { min: '5s', max: '30s' } },
	faults: [
		{ kind: 'reset-after', probability: 0.04 },
		{ kind: 'hang', probability: 0.04 },
	],
	listLag: '2s',
};

/** Moments of a run: before its first intent, between an intent and its answer, while polling, in doubt, near its end. */
const MOMENTS = {
	'before anything': { type: 'any', nth: 1 },
	'before an answer': { type: 'attempt_started', nth: 30 },
	'while calls are followed': { type: 'call_accepted', nth: 30 },
	'while an attempt is in doubt': { type: 'attempt_in_doubt', nth: 2 },
	'at the last call': { type: 'contact_settled', nth: CONTACTS - 1 },
} as const;

const FAULTS: Readonly<Record<string, (clock: SleepyClock) => void>> = {
	'the clock goes back three days': (clock) => clock.turn(-3 * DAY),
	'the clock goes forward three years': (clock) => clock.turn(3 * 365 * DAY),
	'the clock goes back an hour, as at the end of summer where it is kept in local time': (clock) => clock.turn(-HOUR),
	'the machine sleeps for an hour': (clock) => clock.sleep(HOUR),
	'the machine sleeps, and its clock is years behind when it wakes': (clock) => {
		clock.sleep(HOUR);
		clock.turn(-9 * 365 * DAY);
	},
};

/** Does something once, when an event of that type comes for the nth time. */
function once(moment: keyof typeof MOMENTS, act: (clock: SleepyClock) => void) {
	const { type, nth } = MOMENTS[moment];
	let seen = 0;
	return (event: CampaignEvent, clock: SleepyClock) => {
		if (type === 'any' || event.type === type) seen += 1;
		else return;
		if (seen === nth) act(clock);
	};
}

/** Most starts within any window of the provider's. */
function mostInWindow(starts: readonly number[]): number {
	return Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + RATE.perMs).length));
}

const undisturbed = runTimeCampaign({ contacts: CONTACTS, scenario: SCENARIO, disturb: () => undefined });

for (const countsSleep of [false, true]) {
	const how = countsSleep ? 'monotonic time counts sleep' : 'monotonic time counts no sleep';
	for (const [name, act] of Object.entries(FAULTS)) {
		if (countsSleep && !name.includes('sleeps')) continue;
		test.each(Object.keys(MOMENTS) as (keyof typeof MOMENTS)[])(`${name}, ${how}: %s`, async (moment) => {
			const usual = await undisturbed;
			const disturb = once(moment, act);
			const end = await runTimeCampaign({ contacts: CONTACTS, scenario: SCENARIO, countsSleep, disturb });
			expect(end).toMatchObject({ stop: undefined, notOnce: [], findings: [], replaysAlike: true });
			expect(end.settled).toMatchObject({ completed: CONTACTS, placed: 0, failed: 0 });
			expect(end.endedAt).toBeLessThan(usual.endedAt + (name.includes('sleeps') ? 1.5 * HOUR : HOUR / 4));
			expect(mostInWindow(end.starts)).toBeLessThanOrEqual(Math.max(mostInWindow(usual.starts), RATE.calls + 2));
			expect(end.refused).toBeLessThanOrEqual(usual.refused + 10);
		});
	}
}

test('a run that is undisturbed meets lost answers too', async () => {
	const { inDoubt, notOnce, stop } = await undisturbed;
	expect(inDoubt).toBeGreaterThan(3);
	expect({ notOnce, stop }).toEqual({ notOnce: [], stop: undefined });
});

test('a machine that falls asleep while the provider is down does not take the night for an outage', async () => {
	let outages = 0;
	const end = await runTimeCampaign({
		contacts: 100,
		scenario: { ...SCENARIO, faults: [{ kind: 'outage', from: '20s', to: '90s' }] },
		countsSleep: true,
		disturb(event, clock) {
			if (event.type !== 'waiting' || event.code !== 'unreachable') return;
			outages += 1;
			if (outages === 1) clock.sleep(8 * HOUR);
		},
	});
	expect(outages).toBeGreaterThan(0);
	expect(end).toMatchObject({ stop: undefined, notOnce: [], settled: { completed: 100 } });
});
