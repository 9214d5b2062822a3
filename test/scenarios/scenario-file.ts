import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseScenario } from '../../src/mock/scenario.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { parseDuration } from '../../src/runtime/duration.js';

/** From the checkout's root, where every script of the package runs. */
const FOLDER = resolve('fixtures/scenarios/governor');

const duration = z.string().transform((text, context) => {
	const ms = parseDuration(text);
	if (ms !== undefined) return ms;
	context.addIssue({ code: 'custom', message: `expected a length of time, got "${text}"` });
	return z.NEVER;
});
const span = z.strictObject({ min: duration, max: duration });
const share = z.number().min(0).max(1);
const count = z.int().min(0);

const campaign = z.strictObject({
	duration: duration.prefault('2h'),
	/** Call starts per second that the governor is configured with; without it it knows of none. */
	configuredPace: z.number().positive().optional(),
	/** When start-up is over: from here on the late measures count. */
	lateFrom: duration.prefault('15m'),
	/** Request and answer on the network. */
	latency: span.prefault({ min: '175ms', max: '325ms' }),
	/** How late a call's end is known; `poll`: as late as the dialer's own polling makes it. */
	endNotice: z.union([z.literal('poll'), span]).prefault({ min: '0s', max: '1s' }),
	/** Contacts trickle in until a moment, from then on there is no end of them. Without it there never is. */
	backlog: z.strictObject({ perMinute: z.number().positive(), until: duration }).optional(),
	/** The dialer is killed at a moment; some time later another begins with what its governor had learned. */
	restart: z.strictObject({ at: duration, downFor: duration.prefault('0s') }).optional(),
	/** Dialers that work at once on the same account, each with a governor of its own. */
	dialers: z.int().min(1).default(1),
	/** Whether they share the account as the dialer's own processes do; otherwise nobody knows of anybody. */
	coordinated: z.boolean().default(true),
	/** When a dialer is killed: the first at the first of these moments, and so on; calls that it made stay up. */
	deaths: z.array(duration).default([]),
});

/** What the median of the seeds has to reach; fields as in `Measures`. */
const marks = z.strictObject({
	use: share.optional(),
	lateUse: share.optional(),
	refusedShare: share.optional(),
	lateRefusedShare: share.optional(),
	/** s */
	t90: z.number().optional(),
	worstMinute: count.optional(),
	/** s */
	longestPause: z.number().optional(),
	/** Refusals in the five minutes after each change of limits, backlog or dialers. */
	refusedAfterChange: count.optional(),
	/** From each change on, s. */
	t90AfterChange: z.number().optional(),
	/** Slots that the governor allows itself when a backlog arrives, over the most calls that were ever live. */
	unproven: z.number().optional(),
	/** Jain's index of fairness over the dialers. */
	jain: share.optional(),
	/** Whether the run has to end before its time, with a reason. */
	stops: z.boolean().default(false),
});

const file = z.strictObject({ scenario: z.unknown(), campaign: campaign.prefault({}), marks: marks.prefault({}) });

export type CampaignScript = z.output<typeof campaign>;
export type Marks = z.output<typeof marks>;

export interface ScenarioFile {
	readonly name: string;
	readonly scenario: Scenario;
	readonly campaign: CampaignScript;
	readonly marks: Marks;
}

/** Names of all scenarios, in the order of their numbers. */
export function scenarioFileNames(): string[] {
	return readdirSync(FOLDER)
		.filter((name) => name.endsWith('.yaml'))
		.map((name) => name.slice(0, -'.yaml'.length))
		.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

/** Reads one; throws with its name when it is not as it should be. */
export function readScenarioFile(name: string): ScenarioFile {
	const parsed = file.safeParse(parse(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8')));
	if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
	return { name, ...parsed.data, scenario: parseScenario(parsed.data.scenario, name) };
}
