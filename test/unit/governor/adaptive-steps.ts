import fc from 'fast-check';
import type { Learned, Observed, Refused, Share } from '../../../src/governor/governor.js';

/** Live calls at most, in every scenario. */
export const MOST = 30;

/** What may happen to a governor; `call` chooses one of the tickets that are out. */
export type Step =
	| { readonly do: 'wait'; readonly ms: number }
	| { readonly do: 'admit'; readonly times: number }
	| { readonly do: 'accept' | 'end' | 'rejected' | 'unreachable' | 'in_doubt'; readonly call: number }
	| { readonly do: 'refuse'; readonly call: number; readonly refusal: Refused }
	| { readonly do: 'observe'; readonly limits: Observed }
	| { readonly do: 'read'; readonly answered: boolean }
	| { readonly do: 'told'; readonly slots: number }
	| { readonly do: 'share'; readonly share: Share }
	| { readonly do: 'restore'; readonly learned: Learned }
	| { readonly do: 'adopt' };

const KINDS = ['slots', 'rate', 'busy', 'quota', 'unknown', 'unknown', 'unknown'] as const;
const call = fc.nat(60);
const wait = fc.oneof(fc.nat(300), fc.nat(10_000), fc.nat(60_000));
const refusal = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constantFrom<Refused['kind'][]>(...KINDS) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom<Refused['kind'][]>(...KINDS), retryAfterMs: wait }) },
);
const rate = fc.record(
	{ policy: fc.constantFrom('', 'minute'), limit: fc.nat(10), remaining: fc.nat(10), resetMs: wait, windowMs: wait },
	{ requiredKeys: ['policy'] },
);
const limits = fc.record({ rates: fc.array(rate, { maxLength: 2 }), retryAfterMs: wait }, { requiredKeys: [] });
const share = fc.record({
	othersLive: fc.nat(20),
	slots: fc.oneof(fc.nat(MOST), fc.constant(Number.POSITIVE_INFINITY)),
	pace: fc.constantFrom(0, 0.01, 0.25, 0.5, 1),
	mayProbe: fc.boolean(),
});
const learned = fc.record(
	{
		ceiling: fc.integer({ min: 1, max: 100 }),
		pacePerSecond: fc.double({ min: 0.1, max: 50, noNaN: true }),
		windowMs: fc.constantFrom(1_000, 60_000),
		proven: fc.nat(100),
	},
	{ requiredKeys: ['proven'] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: wait }) },
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('admit' as const), times: fc.integer({ min: 1, max: 6 }) }) },
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('accept' as const), call }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), call }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constantFrom('rejected' as const, 'unreachable' as const, 'in_doubt' as const),
			call,
		}),
	},
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('refuse' as const), call, refusal }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('observe' as const), limits }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), answered: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('told' as const), slots: fc.nat(40) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('share' as const), share }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), learned }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('adopt' as const) }) },
);

export interface Scenario {
	readonly start: number;
	readonly pacePerSecond: number | undefined;
	readonly seed: number;
	readonly steps: readonly Step[];
}

/** Anything that may happen to a governor, in any order. */
export const scenario: fc.Arbitrary<Scenario> = fc.record({
	start: fc.integer({ min: 1, max: 20 }),
	pacePerSecond: fc.option(fc.constantFrom(0.5, 1, 7), { nil: undefined }),
	seed: fc.nat(),
	steps: fc.array(step, { minLength: 80, maxLength: 200 }),
});
