/** A provider that takes every call and lets those wait that come faster than it dials, in virtual time. */
import { expect, test } from 'vitest';
import { wireStages } from '../../src/campaign/stages.js';
import { AttemptLimit } from '../../src/dispatch/attempt-limit.js';
import type { Stop } from '../../src/dispatch/stop.js';
import { AdaptiveGovernor } from '../../src/governor/adaptive.js';
import { CallerPace } from '../../src/governor/caller-pace.js';
import type { Governor } from '../../src/governor/governor.js';
import { MockProvider } from '../../src/mock/provider.js';
import { parseScenario } from '../../src/mock/scenario.js';
import { twilioWire } from '../../src/mock/wire/twilio.js';
import type { HttpClient } from '../../src/providers/http.js';
import { twilio } from '../../src/providers/twilio/entry.js';
import { sleep, VirtualClock } from '../../src/runtime/clock.js';
import { seededRandom } from '../../src/runtime/random.js';
import { endlessWork } from './endless-work.js';
import { MemoryJournal } from './memory-journal.js';

const MINUTES = 4;
const PER_SECOND = 2;

/** Dials for some minutes, at a pace that is configured ten times too high. */
async function dial(change: (governor: Governor) => void, minutes = MINUTES) {
	const clock = new VirtualClock();
	const scenario = parseScenario(
		{ limits: { queue: { calls: PER_SECOND, per: '1s' } }, calls: { talk: { min: '5s', max: '15s' } } },
		'test',
	);
	const mock = new MockProvider(scenario, twilioWire, 1, clock.now());
	const http: HttpClient = {
		async send({ method, path, headers, body = '' }) {
			await sleep(clock, 40);
			const [route = '', query = ''] = path.split('?');
			const answer = mock.handle({ method, path: route, query, headers, body }, clock.now());
			if (answer.act !== 'reply') throw new Error('the scenario has no faults');
			await sleep(clock, 40);
			const { status, body: text } = answer.reply;
			const receivedAt = clock.now();
			return { ok: true, response: { status, headers: {}, body: text, receivedAt, latencyMs: 80 } };
		},
		close: () => Promise.resolve(),
	};
	const journal = new MemoryJournal();
	const provider = twilio.create({ values: { TWILIO_AUTH_TOKEN: 'token' }, agent: 'https://example.com/' });
	const random = seededRandom(1);
	const pacePerSecond = 10 * PER_SECOND;
	const governor = new AdaptiveGovernor({ start: 1, max: 200, pacePerSecond, countsRequests: false, random });
	change(governor);
	const stages = wireStages({
		campaign: 'c',
		provider,
		http,
		governor,
		journal,
		work: endlessWork(),
		clock,
		emit: () => undefined,
		callers: new CallerPace(['+12025550100'], undefined),
		until: 'ended',
		timeoutMs: provider.defaults.timeoutMs,
		settlingMs: provider.defaults.settlingMs,
		adopted: [],
		attemptLimit: new AttemptLimit(undefined),
		maxDurationMs: undefined,
		giveUpAfterMs: 60_000,
	});
	let ended = false;
	void stages.run().then(() => {
		ended = true;
	});
	await clock.advance(minutes * 60_000);
	return { clock, mock, journal, stages, hasEnded: () => ended, ...mock.truthSummary(clock.now()) };
}

test('the queue stays short, and is never empty', async () => {
	const { longestQueueMs, calls, duplicates } = await dial(() => undefined);
	expect(longestQueueMs).toBeLessThan(6_000);
	expect(calls).toBeGreaterThan(0.97 * MINUTES * 60 * PER_SECOND);
	expect(duplicates).toEqual([]);
});

function ignoresQueue(governor: Governor): void {
	governor.observe = () => undefined;
}

test('who does not look at it fills it with all the live calls that it may have', async () => {
	const { longestQueueMs } = await dial(ignoresQueue, 1);
	expect(longestQueueMs).toBeGreaterThan(30_000);
});

/** Lets a long queue grow, stops, and looks at what has become of it in the end. */
async function stopped(cause: Stop['cause']) {
	const { clock, mock, journal, stages, hasEnded, calls } = await dial(ignoresQueue, 1);
	const waiting = mock.calls.all.filter((call) => call.dialedAt > clock.now()).length;
	expect(waiting).toBeGreaterThan(50);
	stages.dispatcher.stop({ cause, why: 'a test' });
	await clock.advance(60_000);
	const { rings, duplicates } = mock.truth(clock.now());
	expect(duplicates).toEqual([]);
	const { completed } = journal.state.settled;
	return { waiting, calls, rung: Object.keys(rings).length, completed, ended: hasEnded() };
}

test('a person who stops the run calls off those that wait, and only those', async () => {
	const { waiting, calls, ...rest } = await stopped('signal');
	expect(rest).toEqual({ rung: rest.completed, completed: rest.completed, ended: true });
	// Their turn goes on while one after the other is called off.
	expect(rest.rung).toBeLessThan(calls - 0.6 * waiting);
	expect(rest.rung).toBeGreaterThanOrEqual(calls - waiting);
});

test('a run that ends for another reason leaves those alone that wait', async () => {
	const { calls, rung, ended } = await stopped('duration');
	expect(rung).toBeGreaterThanOrEqual(calls);
	expect(ended).toBe(false);
});
