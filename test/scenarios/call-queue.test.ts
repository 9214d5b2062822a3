/** A provider that takes every call and lets those wait that come faster than it dials, in virtual time. */
import { expect, test } from 'vitest';
import { wireStages } from '../../src/campaign/stages.js';
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
async function dial(change: (governor: Governor) => void) {
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
		journal: new MemoryJournal(),
		work: endlessWork(),
		clock,
		emit: () => undefined,
		callers: new CallerPace(['+12025550100'], undefined),
		until: 'ended',
		timeoutMs: provider.defaults.timeoutMs,
		settlingMs: provider.defaults.settlingMs,
		adopted: [],
		maxAttempts: undefined,
		maxDurationMs: undefined,
		giveUpAfterMs: 60_000,
	});
	void stages.run();
	await clock.advance(MINUTES * 60_000);
	return mock.truthSummary(clock.now());
}

test('the queue stays short, and is never empty', async () => {
	const { longestQueueMs, calls, duplicates } = await dial(() => undefined);
	expect(longestQueueMs).toBeLessThan(6_000);
	expect(calls).toBeGreaterThan(0.97 * MINUTES * 60 * PER_SECOND);
	expect(duplicates).toEqual([]);
});

test('who does not look at it fills it with all the live calls that it may have', async () => {
	const { longestQueueMs } = await dial((governor) => {
		governor.observe = () => undefined;
	});
	expect(longestQueueMs).toBeGreaterThan(30_000);
});
