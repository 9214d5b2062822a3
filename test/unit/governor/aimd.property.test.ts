import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AimdGovernor } from '../../../src/governor/aimd.js';
import type { Observed, Refused, Ticket } from '../../../src/governor/governor.js';
import { Pace } from '../../../src/governor/pace.js';
import { seededRandom } from '../../../src/runtime/random.js';

/** What may happen to a governor; `call` chooses one of the tickets that are out. */
type Step =
	| { readonly do: 'wait'; readonly ms: number }
	| { readonly do: 'admit'; readonly times: number }
	| { readonly do: 'accept' | 'end' | 'rejected' | 'unreachable' | 'in_doubt'; readonly call: number }
	| { readonly do: 'refuse'; readonly call: number; readonly refusal: Refused }
	| { readonly do: 'observe'; readonly limits: Observed }
	| { readonly do: 'read'; readonly answered: boolean }
	| { readonly do: 'told'; readonly slots: number }
	| { readonly do: 'adopt' };

const call = fc.nat(60);
const wait = fc.oneof(fc.nat(300), fc.nat(10_000), fc.nat(200_000));
const refusal = fc.record(
	{ kind: fc.constantFrom<Refused['kind']>('slots', 'rate', 'quota', 'busy', 'unknown'), retryAfterMs: wait },
	{ requiredKeys: ['kind'] },
);
const limits = fc.record(
	{ limit: fc.nat(10), remaining: fc.nat(10), resetMs: wait, retryAfterMs: wait },
	{ requiredKeys: [] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: wait }) },
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('admit' as const), times: fc.integer({ min: 1, max: 12 }) }) },
	{ weight: 8, arbitrary: fc.record({ do: fc.constantFrom('accept' as const, 'end' as const), call }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constantFrom('rejected' as const, 'unreachable' as const, 'in_doubt' as const),
			call,
		}),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('refuse' as const), call, refusal }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('observe' as const), limits }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), answered: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('told' as const), slots: fc.nat(20) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('adopt' as const) }) },
);

const scenario = fc.record({
	start: fc.integer({ min: 1, max: 30 }),
	pacePerSecond: fc.option(fc.constantFrom(0.5, 1, 7, 100, 300), { nil: undefined }),
	seed: fc.nat(),
	steps: fc.array(step, { minLength: 30, maxLength: 120 }),
});

/** A governor under test, with what it has been told and what it has allowed written down beside it. */
class Bench {
	readonly governor: AimdGovernor;
	readonly out: Ticket[] = [];
	readonly startedAt: number[] = [];
	/** Until when the provider asked for silence. */
	silentUntil = Number.NEGATIVE_INFINITY;
	/** Breaches of what must always hold. */
	readonly breaches: string[] = [];
	now = 0;

	constructor(options: { start: number; pacePerSecond: number | undefined; seed: number }) {
		const { start, pacePerSecond, seed } = options;
		this.governor = new AimdGovernor({ slots: { start }, pacePerSecond, random: seededRandom(seed) });
	}

	take(step: Step): void {
		switch (step.do) {
			case 'wait':
				this.now += step.ms;
				return;
			case 'admit':
				for (let time = 0; time < step.times; time += 1) this.admit();
				return;
			case 'observe':
				this.#asked(step.limits.retryAfterMs);
				this.governor.observe(step.limits, this.now);
				return;
			case 'read':
				this.governor.observeRead(step.answered, this.now);
				return;
			case 'told':
				this.governor.told(step.slots);
				return;
			case 'adopt':
				this.out.push(this.governor.adopt(this.now));
				return;
			default:
				this.#answer(step);
		}
	}

	admit(): boolean {
		const admission = this.governor.admit(this.now);
		if (!('ticket' in admission)) {
			if (!(admission.waitMs > 0)) this.breaches.push(`a wait of ${admission.waitMs} ms`);
			return false;
		}
		this.out.push(admission.ticket);
		this.startedAt.push(this.now);
		const { live, slots } = this.governor.snapshot();
		if (live !== this.out.length) this.breaches.push(`${live} live, ${this.out.length} tickets are out`);
		if (live > slots) this.breaches.push(`${live} live with ${slots} slots`);
		if (this.now < this.silentUntil)
			this.breaches.push(`a start ${this.silentUntil - this.now} ms before the end of a silence`);
		return true;
	}

	#answer(step: Extract<Step, { call: number }>): void {
		const index = step.call % Math.max(1, this.out.length);
		const ticket = this.out[index];
		if (ticket === undefined) return;
		if (step.do === 'accept') this.governor.accepted(ticket);
		else if (step.do === 'in_doubt') this.governor.failed(ticket, this.now, 'in_doubt');
		else {
			this.out.splice(index, 1);
			if (step.do === 'end') this.governor.ended(ticket);
			else if (step.do === 'refuse') {
				this.#asked(step.refusal.retryAfterMs);
				this.governor.refused(ticket, this.now, step.refusal);
			} else this.governor.failed(ticket, this.now, step.do);
		}
	}

	#asked(ms: number | undefined): void {
		if (ms !== undefined) this.silentUntil = Math.max(this.silentUntil, this.now + ms);
	}
}

function run(options: { start: number; pacePerSecond: number | undefined; seed: number; steps: Step[] }): Bench {
	const bench = new Bench(options);
	for (const step of options.steps) {
		bench.take(step);
		const { silentUntil, now, governor, breaches } = bench;
		if (governor.silence(now) < silentUntil - now)
			breaches.push(`only ${governor.silence(now)} ms of silence at ${now}`);
	}
	return bench;
}

test('calls never exceed the slots that are allowed when they start, and no start breaks a silence', () => {
	let starts = 0;
	fc.assert(
		fc.property(scenario, (options) => {
			const { breaches, startedAt } = run(options);
			starts += startedAt.length;
			expect(breaches).toEqual([]);
		}),
		{ numRuns: 1_000 },
	);
	expect(starts).toBeGreaterThan(2_000);
});

test('the pace holds over any stretch of starts, whatever else happens', () => {
	fc.assert(
		fc.property(scenario, (options) => {
			const pacePerSecond = options.pacePerSecond ?? 2;
			const { startedAt } = run({ ...options, pacePerSecond });
			for (const [first, from] of startedAt.entries()) {
				for (let last = first + 1; last < startedAt.length; last += 1) {
					const elapsed = (startedAt[last] ?? 0) - from;
					expect(last - first).toBeLessThanOrEqual(((elapsed + Pace.CATCH_UP_MS) * pacePerSecond) / 1_000 + 1e-6);
				}
			}
		}),
		{ numRuns: 300 },
	);
});

test('nothing is kept of calls that have ended, and a queue without calls never stands still for good', () => {
	fc.assert(
		fc.property(scenario, (options) => {
			const bench = run(options);
			for (const ticket of bench.out.splice(0)) bench.governor.ended(ticket);
			expect(bench.governor.snapshot().live).toBe(0);
			// Longer than anything that a provider asked for in these scenarios, and than any wait of our own.
			bench.now += 3_700_000;
			expect(bench.admit()).toBe(true);
		}),
		{ numRuns: 500 },
	);
});

test('slots stay between one and the most that are allowed', () => {
	fc.assert(
		fc.property(scenario, (options) => {
			const bench = new Bench(options);
			for (const step of options.steps) {
				bench.take(step);
				const { slots } = bench.governor.snapshot();
				expect(slots >= 1 && slots <= 50).toBe(true);
			}
		}),
		{ numRuns: 200 },
	);
});
