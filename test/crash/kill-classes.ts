import pLimit from 'p-limit';
import type { Random } from '../../src/runtime/random.js';
import type { ClassResult } from './class-result.js';
import { type KillPlan, type KillResult, killCampaign } from './kill-campaign.js';
import { anyMoment, type Moment } from './moments.js';

type Scale = 'ci' | 'proof';

/** One kind of kills: a campaign for each seed. */
interface KillClass extends Pick<KillPlan, 'rows' | 'concurrency' | 'rounds' | 'moment'> {
	readonly name: string;
	readonly campaigns: number;
	/** SCENARIO, if it has none of its own. */
	readonly scenario?: object;
}

/** One request in five loses its answer or fails, and a call is shown only some time after it was taken. */
const SCENARIO = {
	latency: { min: '5ms', max: '60ms' },
	calls: { ring: { min: '10ms', max: '60ms' }, talk: { min: '20ms', max: '200ms' } },
	listLag: '200ms',
	faults: [
		{ kind: 'reset-after', probability: 0.04 },
		{ kind: 'hang', probability: 0.02 },
		{ kind: 'error-after', probability: 0.03 },
		{ kind: 'truncated', probability: 0.03 },
		{ kind: 'garbage', probability: 0.02 },
		{ kind: 'reset-before', probability: 0.02 },
		{ kind: 'hang-before', probability: 0.01 },
		{ kind: 'error-before', probability: 0.02 },
		{ kind: 'unavailable', probability: 0.01 },
	],
};

/** Campaigns at the same time: they wait more than they compute. */
const AT_ONCE = 3;

/** Runs all classes of kills: `ci` in seconds, `proof` in minutes. The compiled program must be up to date. */
export function killClasses(scale: Scale): Promise<ClassResult[]> {
	const limit = pLimit(AT_ONCE);
	const all = classes(scale).map(async ({ name, campaigns, ...plan }) => {
		const seeds = Array.from({ length: campaigns }, (_, index) => index + 1);
		const run = (seed: number) => limit(() => killCampaign({ scenario: SCENARIO, ...plan, seed }));
		return { name, ...total(await Promise.all(seeds.map(run))) };
	});
	return Promise.all(all);
}

function classes(scale: Scale): KillClass[] {
	return scale === 'proof' ? ALL.map((one) => one(40)) : IN_CI.map((one) => one(2));
}

/** A class with so many kills a campaign. */
type KindOfKill = (rounds: number) => KillClass;

const atRandom =
	(concurrency: number, mostCalls: number): KindOfKill =>
	(rounds) => ({
		name: `kill -9 at random moments, ${concurrency} live ${concurrency === 1 ? 'call' : 'calls'}`,
		concurrency,
		rows: rounds * mostCalls,
		rounds,
		campaigns: campaignsOf(rounds),
		moment: (_, random) => anyMoment(random, mostCalls),
	});

const withLimits: KindOfKill = (rounds) => ({
	...atRandom(20, 15)(rounds),
	name: 'kill -9 at random moments, at a provider that refuses above 8 live calls and 20 starts/s',
	scenario: { ...SCENARIO, limits: { slots: 8, rate: { algorithm: 'fixed', calls: 20, per: '1s' } } },
});

const inTurn =
	(where: string, path: string, most = 40): KindOfKill =>
	(rounds) => ({
		name: `kill -9 before each disk operation in turn: ${where}`,
		concurrency: 5,
		rows: rounds,
		rounds: rounds < 40 ? rounds + 1 : most,
		campaigns: 1,
		moment: (round) => ({ at: 'disk', path, operation: round + 1, half: round % 2 === 1 }),
	});

const withFive =
	(name: string, moment: KillClass['moment']): KindOfKill =>
	(rounds) => ({ name, concurrency: 5, rows: rounds * 5, rounds, campaigns: campaignsOf(rounds), moment });

const TWICE = withFive('kill -9, and again within the first steps of the resume', twiceInARow);
const LOCK = inTurn('the lock and its takeover', '\\.lock');
const RESULTS = inTurn('the results', 'results\\.csv');
const ASKING = withFive('kill -9 while a resume asks what became of attempts', whileAsking);
const AT_END = withFive('kill -9 during an orderly end (SIGTERM)', atTheEnd);

const IN_CI = [atRandom(20, 10), TWICE, RESULTS, ASKING, AT_END];
const ALL = [
	...[atRandom(1, 3), atRandom(5, 10), atRandom(20, 30), atRandom(100, 80), withLimits, TWICE, LOCK],
	...[inTurn('the checkpoint', 'checkpoint\\.ndjson$', 60), RESULTS, inTurn('all files', 'dialer-kills-', 100)],
	...[withFive('kill -9 while attempts are in doubt', inDoubt), ASKING, AT_END],
];

function campaignsOf(rounds: number): number {
	return rounds < 40 ? 1 : 2;
}

/** Killed while it works, and again within the first steps of the run that goes on. */
function twiceInARow(round: number, random: Random): Moment {
	if (round % 2 === 0) return { at: 'calls', more: upTo(8, random) };
	return { at: 'disk', path: 'dialer-kills-', operation: upTo(60, random), half: random() < 0.5 };
}

function inDoubt(_: number, random: Random): Moment {
	return { at: 'doubt', more: upTo(2, random), thenMs: random() * 700 };
}

function whileAsking(round: number, random: Random): Moment {
	return round % 2 === 0 ? { at: 'calls', more: upTo(8, random) } : { at: 'questions', more: upTo(4, random) };
}

function atTheEnd(round: number, random: Random): Moment {
	return { at: 'end', calls: upTo(4, random), operation: round + 1, half: random() < 0.5 };
}

/** A whole number from 1 to `most`. */
function upTo(most: number, random: Random): number {
	return 1 + Math.floor(random() * most);
}

function total(results: readonly KillResult[]): Omit<ClassResult, 'name'> {
	const sum = (count: (result: KillResult) => number) => results.reduce((all, one) => all + count(one), 0);
	return {
		tried: sum((result) => result.kills),
		rungTwice: sum((result) => result.rungTwice),
		rowsLost: sum((result) => result.rowsLost),
		wronglyGivenUp: sum((result) => result.wronglyGivenUp),
		inDoubt: sum((result) => result.inDoubt),
		settledAutomatically: sum((result) => result.inDoubtSettled),
		findings: results.flatMap((result) => result.findings),
	};
}
