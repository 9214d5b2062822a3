import { z } from 'zod';
import { parseDuration } from '../runtime/duration.js';
import { isReason } from './reasons.js';

/** Text such as `250ms` in the file, milliseconds in the program. */
const duration = z.string().transform((text, context) => {
	const ms = parseDuration(text);
	if (ms !== undefined) return ms;
	context.addIssue({ code: 'custom', message: `expected a length of time such as 250ms, 1.5s or 10m, got "${text}"` });
	return z.NEVER;
});

/** As `duration`, but it may be negative: `-90s`. */
const signedDuration = z.string().transform((text, context) => {
	const ms = parseDuration(text.replace(/^-/, ''));
	if (ms !== undefined) return text.startsWith('-') ? -ms : ms;
	context.addIssue({ code: 'custom', message: `expected a length of time such as 90s or -90s, got "${text}"` });
	return z.NEVER;
});

const IN_ORDER = { message: 'min must not be larger than max' };
const span = z.strictObject({ min: duration, max: duration }).refine(({ min, max }) => min <= max, IN_ORDER);

/**
 * `uniform` is flat from min to max. `lognormal` is skewed as talk is (many short, few long): min and max stand two
 * standard deviations from the median, and what falls outside is cut off.
 */
const talk = z
	.strictObject({ min: duration, max: duration, shape: z.enum(['uniform', 'lognormal']).default('uniform') })
	.refine(({ min, max }) => min <= max, IN_ORDER)
	.refine(({ min, shape }) => shape === 'uniform' || min > 0, { message: 'a lognormal shape needs a min above 0' });

const share = z.number().min(0).max(1);

/** Text such as `20s` for a phase of one's own choice, `random` for one that the mock's seed draws. */
const phase = z.union([z.literal('random'), duration]);

const rate = z
	.strictObject({
		algorithm: z.enum(['fixed', 'sliding', 'bucket', 'slope']),
		calls: z.int().min(1),
		per: duration.refine((ms) => ms >= 1_000, { message: 'expected 1s or longer' }),
		/** Size of the bucket; default `calls`. */
		burst: z.int().min(1).optional(),
		/** Fixed and slope only: how much of the first window is over when the server starts; default nothing. */
		phase: phase.optional(),
		/** Sliding only: refused requests fill the window too. */
		countRefused: z.boolean().default(false),
		/** Slope only: calls that a window may take more than the one before it took. */
		step: z.int().min(1).optional(),
		/** What a refusal calls this limit, where the scenario lets it tell: the allowance of a day is a quota. */
		name: z.enum(['rate', 'quota']).default('rate'),
	})
	.refine(({ algorithm, step }) => (algorithm === 'slope') === (step !== undefined), {
		message: 'slope, and no other algorithm, needs a step',
	});

const slotSteps = z
	.array(z.strictObject({ at: duration, slots: z.int().min(0) }))
	.refine((steps) => steps.every((step, index) => index === 0 || step.at >= (steps[index - 1]?.at ?? 0)), {
		message: 'expected the steps in the order of their time',
	});

/** Slots taken by others, in whole calls: from min to max and back within the period, as a sine goes. */
const outside = z
	.strictObject({ min: z.int().min(0), max: z.int().min(0), period: duration.refine((ms) => ms > 0) })
	.refine(({ min, max }) => min <= max, IN_ORDER);

const penalty = z.strictObject({
	/** How long after a refusal everything is refused. */
	wait: duration,
	/** Whether what is refused for the penalty starts it anew. */
	restarts: z.boolean().default(true),
	/** What is refused: requests for calls alone, or requests of any kind. */
	of: z.enum(['starts', 'all']).default('starts'),
});

/** Calls that come faster are taken all the same, and wait for their turn to be dialed. */
const queue = z.strictObject({ calls: z.int().min(1), per: duration.refine((ms) => ms >= 1) });

const limits = z.strictObject({
	/** One number for ever, or steps; before the first step there is no limit. */
	slots: z
		.preprocess((value) => (typeof value === 'number' ? [{ at: '0s', slots: value }] : value), slotSteps)
		.default([]),
	/** A call beyond the slots is refused, or taken and ended at once without having rung. */
	full: z.enum(['refuse', 'end']).default('refuse'),
	/** Traffic of the same account that goes first: its slots are not there for the client. */
	outside: outside.optional(),
	/** From a call's end until its slot is free again; one length, or drawn between two. */
	freedLate: z
		.preprocess((value) => (typeof value === 'string' ? { min: value, max: value } : value), span)
		.prefault('0ms'),
	rate: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(rate)).default([]),
	queue: queue.optional(),
	penalty: penalty.optional(),
	/** What a refusal says of the limit that was met: nothing, or its kind (live calls, rate, quota). */
	tells: z.enum(['nothing', 'kind']).default('nothing'),
});

/** Requests that are counted together, in a window that slides; whatever of them is refused is refused for a while. */
const group = z.strictObject({
	calls: z.int().min(1),
	per: duration.refine((ms) => ms >= 1_000, { message: 'expected 1s or longer' }),
	penalty: penalty.omit({ of: true }),
	/** Whether a refusal tells how long to wait. */
	tells: z.boolean().default(true),
});

/** How replies tell of limits: those that begin with `retry-after` on refusals alone, the others on every reply. */
const HEADER_DIALECTS = [
	'retry-after-seconds',
	'retry-after-ms',
	'retry-after-date',
	'retry-after-rfc850',
	'retry-after-asctime',
	'x-ratelimit',
	'x-ratelimit-ms',
	'x-ratelimit-delta',
	'x-rate-limit-window',
	'ietf-ratelimit',
	'ietf-ratelimit-06',
	'ietf-ratelimit-07',
] as const;

/** `none`, one dialect or several, or all that can be said of them. */
const headers = z.preprocess(
	(value) => {
		if (value === 'none') return {};
		return typeof value === 'string' || Array.isArray(value) ? { dialects: value } : value;
	},
	z.strictObject({
		dialects: z
			.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.enum(HEADER_DIALECTS)))
			.default([]),
		/** Share of the replies that do not tell of limits although a dialect would; Retry-After is never left out. */
		absentShare: share.default(0),
	}),
);

const outcomes = z
	.record(z.string(), z.number().min(0))
	.refine((weights) => Object.keys(weights).every(isReason), {
		message: "expected disconnection reasons of Retell's list as keys",
	})
	.refine((weights) => Object.values(weights).some((weight) => weight > 0), {
		message: 'expected at least one weight above 0',
	});

const calls = z.strictObject({
	ring: span.prefault({ min: '100ms', max: '300ms' }),
	talk: talk.prefault({ min: '1s', max: '5s' }),
	/** Weight of each way a call can end. */
	outcomes: outcomes.default({
		user_hangup: 5,
		agent_hangup: 2,
		voicemail_reached: 1,
		dial_no_answer: 1,
		dial_busy: 1,
	}),
});

const FAULT_KINDS = [
	'refuse',
	'reset-before',
	'reset-after',
	'hang',
	'hang-before',
	'error-after',
	'error-before',
	'unavailable',
	'truncated',
	'garbage',
] as const;

const chance = z.strictObject({
	kind: z.enum(FAULT_KINDS),
	probability: share,
	operation: z.enum(['create', 'read']).default('create'),
});

const outage = z
	.strictObject({ kind: z.literal('outage'), from: duration, to: duration })
	.refine(({ from, to }) => from < to, { message: 'from must be earlier than to' });

/** Rounding of decimal fractions must not make ten times 0.1 too much. */
const ROUNDING = 1e-9;

const faults = z.array(z.discriminatedUnion('kind', [chance, outage])).superRefine((list, context) => {
	for (const operation of ['create', 'read'] as const) {
		let sum = 0;
		for (const fault of list) if (fault.kind !== 'outage' && fault.operation === operation) sum += fault.probability;
		if (sum > 1 + ROUNDING) {
			context.addIssue({
				code: 'custom',
				message: `the probabilities of the ${operation} faults add up to more than 1`,
			});
		}
	}
});

/**
 * How the mock behaves: what a scenario file may say. Times are milliseconds after parsing. `account: unauthorized`
 * shuts out every request; `unpaid` and `forbidden` shut out new calls only, as running ones may still be looked at.
 */
export const scenarioSchema = z.strictObject({
	description: z.string().default(''),
	/** Call starts per second that suit this scenario, for a client that knows no better; the mock itself ignores it. */
	pace: z.number().positive().optional(),
	/** From the arrival of a create request to its reply. The decision falls on arrival. */
	latency: span.prefault({ min: '0ms', max: '0ms' }),
	limits: limits.prefault({}),
	/** Limits of an API that counts requests of several kinds apart, by the names that it has for them. */
	groups: z.record(z.string(), group).default({}),
	/** How long an access token is good, where the API has them. */
	tokenLifetime: duration.prefault('1h'),
	headers: headers.prefault('none'),
	/** How far the provider's clock is ahead of the right time, in the headers that bear moments; negative: behind. */
	skew: signedDuration.prefault('0ms'),
	/** Whether the provider tells its slot limit. */
	concurrencyEndpoint: z.boolean().default(true),
	calls: calls.prefault({}),
	faults: faults.default([]),
	account: z.enum(['ok', 'unauthorized', 'unpaid', 'forbidden']).default('ok'),
	/** Accepted calls before `account` takes effect. */
	accountAfter: z.int().min(0).default(0),
	/** The one good key; without it any key is good. */
	key: z.string().min(1).optional(),
	agents: z.array(z.string()).optional(),
	numbers: z.array(z.string()).optional(),
	/** Numbers of others that it may call from, where the API tells them from its own. */
	verified: z.array(z.string()).default([]),
	/** Where the account's calls are told of, unless the request for a call says where; nowhere. */
	webhook: z.url({ protocol: /^https?$/ }).optional(),
	/** What they are vouched for by, where the vendor has a secret for that apart from the key. */
	webhookSecret: z.string().default(''),
	/** From a call's acceptance until it can be read. */
	listLag: duration.prefault('0ms'),
});

export type Scenario = z.output<typeof scenarioSchema>;
export type Limits = Scenario['limits'];
export type RateRule = Limits['rate'][number];
export type QueueRule = NonNullable<Limits['queue']>;
export type Penalty = NonNullable<Limits['penalty']>;
export type GroupRule = Scenario['groups'][string];
export type HeaderDialect = (typeof HEADER_DIALECTS)[number];
export type FaultKind = (typeof FAULT_KINDS)[number];
export type FaultRule = Scenario['faults'][number];
