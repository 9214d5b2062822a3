import { wireStages } from '../../src/campaign/stages.js';
import { AttemptLimit } from '../../src/dispatch/attempt-limit.js';
import { Lanes } from '../../src/dispatch/lanes.js';
import type { Stop } from '../../src/dispatch/stop.js';
import type { WorkItem } from '../../src/dispatch/work.js';
import { AdaptiveGovernor } from '../../src/governor/adaptive.js';
import { CallerPace } from '../../src/governor/caller-pace.js';
import type { JournalRecord } from '../../src/journal/record.js';
import { CampaignState } from '../../src/journal/state.js';
import { MockProvider } from '../../src/mock/provider.js';
import { parseScenario } from '../../src/mock/scenario.js';
import { retellWire } from '../../src/mock/wire/retell.js';
import type { CampaignEvent } from '../../src/progress/events.js';
import type { HttpClient, HttpRequest, HttpResult } from '../../src/providers/http.js';
import { retellProvider } from '../../src/providers/retell/adapter.js';
import { RingAudit } from '../../src/results/ring-audit.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { seededRandom } from '../../src/runtime/random.js';
import { numberOf, workItemOf } from './endless-work.js';
import { MemoryJournal } from './memory-journal.js';
import { SleepyClock } from './sleepy-clock.js';
import { VirtualHttp } from './virtual-http.js';

interface TimeCampaign {
	readonly contacts: number;
	/** As in a scenario file. */
	readonly scenario: object;
	readonly countsSleep?: boolean;
	/** Sees every event of the run, and may do something to the clock. */
	readonly disturb: (event: CampaignEvent, clock: SleepyClock) => void;
}

interface TimeCampaignEnd {
	readonly stop: Stop | undefined;
	/** Contacts that were rung other than once. */
	readonly notOnce: readonly string[];
	/** Contacts by their status. */
	readonly settled: Readonly<Record<string, number>>;
	/** What an audit of the records finds. */
	readonly findings: readonly string[];
	/** Whether a replay of the records as text comes to the same as the run did. */
	readonly replaysAlike: boolean;
	/** Create requests, as moments of the world, ms. */
	readonly starts: readonly number[];
	readonly refused: number;
	readonly inDoubt: number;
	/** When all was over, ms. */
	readonly endedAt: number;
}

class RecordingJournal extends MemoryJournal {
	readonly records: JournalRecord[] = [];

	override append(record: JournalRecord): void {
		this.records.push(record);
		super.append(record);
	}
}

const LONGEST_MS = 12 * 3_600_000;

/** A campaign of hours on a machine whose time is not to be relied on, against a provider whose time is right. */
export async function runTimeCampaign(options: TimeCampaign): Promise<TimeCampaignEnd> {
	const world = new VirtualClock();
	const clock = new SleepyClock(world, options.countsSleep);
	const scenario = parseScenario(options.scenario, 'time');
	const mock = new MockProvider(scenario, retellWire, 5, world.now());
	const starts: number[] = [];
	const network = new VirtualHttp({
		mock,
		scenario,
		clock: world,
		latency: { min: 200, max: 400 },
		random: seededRandom(3),
		watcher: { created: () => starts.push(world.monotonic()) },
	});
	const journal = new RecordingJournal();
	const provider = retellProvider({ apiKey: 'key' });
	let inDoubt = 0;
	const stages = wireStages({
		campaign: 'c',
		provider,
		http: sleepyHttp(network, clock),
		governor: new AdaptiveGovernor({ start: 1, max: 50, pacePerSecond: undefined, random: seededRandom(2) }),
		journal,
		work: new Lanes({ high: none(), bulk: contacts(options.contacts) }, () => undefined),
		clock,
		emit(event) {
			if (event.type === 'attempt_in_doubt') inDoubt += 1;
			options.disturb(event, clock);
		},
		callers: new CallerPace(['+12025550100'], undefined),
		until: 'ended',
		timeoutMs: provider.defaults.timeoutMs,
		settlingMs: provider.defaults.settlingMs,
		adopted: [],
		attemptLimit: new AttemptLimit(undefined),
		maxDurationMs: undefined,
		giveUpAfterMs: 300_000,
	});
	let ended: { readonly stop: Stop | undefined; readonly at: number } | undefined;
	void stages.run().then((stop) => {
		ended = { stop, at: world.monotonic() };
	});
	while (ended === undefined && world.monotonic() < LONGEST_MS) await world.advance(60_000);
	if (ended === undefined) throw new Error('the run does not end');
	const { rings, refused } = mock.truth(world.now());
	const audit = new RingAudit(1);
	for (const [index, record] of journal.records.entries()) audit.record(record, index + 1);
	const all = Array.from({ length: options.contacts }, (_, index) => numberOf(index));
	return {
		stop: ended.stop,
		notOnce: all.filter((number) => rings[number] !== 1),
		settled: journal.state.settled,
		findings: audit.findings(),
		replaysAlike: JSON.stringify(replayed(journal.records)) === JSON.stringify(standing(journal.state)),
		starts,
		refused: refused.rate + refused.slots,
		inDoubt,
		endedAt: ended.at,
	};
}

/** Connections do not outlive a sleep: what was under way then is cut off, and nobody knows how it went. */
function sleepyHttp(network: HttpClient, clock: SleepyClock): HttpClient {
	return {
		async send(request: HttpRequest, timeoutMs: number): Promise<HttpResult> {
			const before = clock.sleeps;
			const result = await network.send(request, timeoutMs);
			await clock.awake();
			if (clock.sleeps > before) return { ok: false, failure: { sent: true, why: 'the connection broke' } };
			return result.ok ? { ok: true, response: { ...result.response, receivedAt: clock.now() } } : result;
		},
		close: () => network.close(),
	};
}

function replayed(records: readonly JournalRecord[]) {
	const state = new CampaignState();
	for (const [index, record] of records.entries()) state.apply(JSON.parse(JSON.stringify(record)), index);
	return standing(state);
}

function standing(state: CampaignState) {
	const { settled, attempts, refusals } = state;
	return { settled, attempts, refusals, open: state.open(), contacts: [...state.contacts()] };
}

async function* contacts(count: number): AsyncGenerator<WorkItem[]> {
	yield Array.from({ length: count }, (_, index) => workItemOf(numberOf(index)));
}

async function* none(): AsyncGenerator<WorkItem[]> {}
