import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AdaptiveGovernor } from '../../../src/governor/adaptive.js';
import type { Observed, Refused, Ticket } from '../../../src/governor/governor.js';
import { seededRandom } from '../../../src/runtime/random.js';
import { LATENCY_MS, Line } from './adaptive-driver.js';

/** What may happen to a governor; `call` chooses one of the tickets that are out. */
type Step =
	| { readonly do: 'wait'; readonly ms: number }
	| { readonly do: 'admit'; readonly times: number }
	| { readonly do: 'accept' | 'end' | 'rejected' | 'unreachable' | 'in_doubt'; readonly call: number }
	| { readonly do: 'refuse'; readonly call: number; readonly refusal: Refused }
	| { readonly do: 'observe'; readonly limits: Observed }
	| { readonly do: 'told'; readonly slots: number }
	| { readonly do: 'adopt' };

const MOST = 30;
const KINDS = ['slots', 'slots', 'slots', 'rate', 'busy', 'unknown', 'unknown', 'unknown'] as const;
const call = fc.nat(60);
const wait = fc.oneof(fc.nat(300), fc.nat(10_000), fc.nat(60_000));
const refusal = fc.record({ kind: fc.constantFrom<Refused['kind'][]>(...KINDS) });
const told = fc.record({ kind: fc.constantFrom<Refused['kind'][]>(...KINDS, 'quota'), retryAfterMs: wait });
const limits = fc.record({ remaining: fc.nat(10), resetMs: wait, retryAfterMs: wait }, { requiredKeys: [] });

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: wait }) },
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('admit' as const), times: fc.integer({ min: 1, max: 6 }) }) },
	{
		weight: 8,
		arbitrary: fc.record({ do: fc.constantFrom('accept' as const, 'accept' as const, 'end' as const), call }),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constantFrom('rejected' as const, 'unreachable' as const, 'in_doubt' as const),
			call,
		}),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('refuse' as const), call, refusal }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), call, refusal: told }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('observe' as const), limits }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('told' as const), slots: fc.nat(20) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('adopt' as const) }) },
);

const scenario = fc.record({
	start: fc.integer({ min: 1, max: 20 }),
	pacePerSecond: fc.option(fc.constantFrom(0.5, 1, 7), { nil: undefined }),
	seed: fc.nat(),
	steps: fc.array(step, { minLength: 80, maxLength: 200 }),
});

/** A governor under test, with what it has been told and what it has allowed written down beside it. */
class Bench {
	readonly governor: AdaptiveGovernor;
	readonly out: Ticket[] = [];
	readonly #unanswered = new Set<number>();
	/** Until when the provider asked for silence. */
	silentUntil = Number.NEGATIVE_INFINITY;
	/** Breaches of what must always hold. */
	readonly breaches: string[] = [];
	starts = 0;
	above = 0;
	now = 0;
	#told = MOST;

	constructor(options: { start: number; pacePerSecond: number | undefined; seed: number }) {
		const { start, pacePerSecond, seed } = options;
		this.governor = new AdaptiveGovernor({ start, max: MOST, pacePerSecond, random: seededRandom(seed) });
	}

	take(step: Step): void {
		if (step.do === 'wait') this.now += step.ms;
		else if (step.do === 'admit') for (let time = 0; time < step.times; time += 1) this.admit();
		else if (step.do === 'observe') {
			this.#asked(step.limits.retryAfterMs);
			this.governor.observe(step.limits, this.now);
		} else if (step.do === 'told') {
			this.#told = Math.max(1, step.slots);
			this.governor.told(step.slots);
		} else if (step.do === 'adopt') this.out.push(this.governor.adopt(this.now));
		else this.#answer(step);
	}

	admit(): Ticket | undefined {
		const alone = this.#unanswered.size === 0;
		const admission = this.governor.admit(this.now);
		if (!('ticket' in admission)) {
			if (!(admission.waitMs > 0)) this.breaches.push(`a wait of ${admission.waitMs} ms`);
			return undefined;
		}
		this.starts += 1;
		this.out.push(admission.ticket);
		this.#unanswered.add(admission.ticket.id);
		this.#check(alone);
		return admission.ticket;
	}

	#check(alone: boolean): void {
		const { live, slots } = this.governor.snapshot();
		if (live !== this.out.length) this.breaches.push(`${live} live, ${this.out.length} tickets are out`);
		if (this.now < this.silentUntil) this.breaches.push(`a start ${this.silentUntil - this.now} ms too early`);
		if (live > Math.min(MOST, this.#told)) this.breaches.push(`${live} live, told ${this.#told}`);
		if (live <= slots) return;
		this.above += 1;
		// A probe that was taken stays live: the next one may follow it, and shows whether the ceiling has risen.
		if (live > slots + 2) this.breaches.push(`${live} live with ${slots} slots`);
		if (!alone) this.breaches.push('a probe while other starts are under way');
	}

	#answer(step: Extract<Step, { call: number }>): void {
		const index = step.call % Math.max(1, this.out.length);
		const ticket = this.out[index];
		if (ticket === undefined) return;
		this.#unanswered.delete(ticket.id);
		if (step.do === 'accept') this.governor.accepted(ticket, this.now);
		else if (step.do === 'in_doubt') this.governor.failed(ticket, this.now, 'in_doubt');
		else {
			this.out.splice(index, 1);
			if (step.do === 'end') this.governor.ended(ticket, this.now);
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

test('live calls exceed the ceiling by probes alone, one at a time; told limits and silences are never broken', () => {
	let starts = 0;
	let above = 0;
	fc.assert(
		fc.property(scenario, (options) => {
			const bench = new Bench(options);
			for (const step of options.steps) {
				bench.take(step);
				const missing = bench.silentUntil - bench.now - bench.governor.silence(bench.now);
				if (missing > 0) bench.breaches.push(`${missing} ms of silence are missing`);
			}
			starts += bench.starts;
			above += bench.above;
			expect(bench.breaches).toEqual([]);
		}),
		{ numRuns: 1_500 },
	);
	expect(starts).toBeGreaterThan(6_000);
	expect(above).toBeGreaterThan(50);
});

test('whatever was refused, a provider that takes everything from now on gets calls within two hours, and goes on', () => {
	fc.assert(
		fc.property(scenario, (options) => {
			const bench = new Bench(options);
			for (const step of options.steps) bench.take(step);
			for (const ticket of bench.out.splice(0)) bench.governor.ended(ticket, bench.now);
			expect(bench.governor.snapshot().live).toBe(0);
			// Each is taken, lasts a minute, and the next one is started.
			for (let taken = 0; taken < 3; taken += 1) {
				const ticket = patiently(bench, 2 * 3_600_000);
				bench.now += LATENCY_MS;
				bench.governor.accepted(ticket, bench.now);
				bench.now += 60_000;
				bench.governor.ended(ticket, bench.now);
				bench.out.splice(0);
			}
		}),
		{ numRuns: 1_000 },
	);
});

/** The first start that is admitted within `ms`. */
function patiently(bench: Bench, ms: number): Ticket {
	for (const until = bench.now + ms; bench.now <= until; bench.now += 1_000) {
		const ticket = bench.admit();
		if (ticket !== undefined) return ticket;
	}
	throw new Error(`nothing was started in ${ms} ms: ${JSON.stringify(bench.governor.admit(bench.now))}`);
}

test('late answers to starts made before a decision change neither the limits nor the wait', () => {
	const late = fc.constantFrom<('accept' | Refused['kind'])[]>('accept', 'slots', 'rate', 'unknown');
	fc.assert(
		fc.property(
			// So many calls that exactly three starts are under way beyond them.
			fc.integer({ min: 30, max: 39 }),
			fc.constantFrom<Refused['kind'][]>('slots', 'rate', 'unknown'),
			fc.tuple(late, late),
			fc.nat(1_000),
			(level, kind, answers, laterMs) => {
				const line = new Line();
				line.climb(level);
				const [first, ...others] = line.starts(2_000);
				if (first === undefined || others.length !== 2) throw new Error('three starts are under way');
				line.governor.refused(first, line.now, { kind });
				const before = limitsOf(line);
				line.now += laterMs;
				for (const [index, ticket] of others.entries()) {
					const answer = answers[index] ?? 'accept';
					if (answer === 'accept') line.accept(ticket);
					else line.governor.refused(ticket, line.now, { kind: answer });
				}
				expect(limitsOf(line)).toEqual(before);
				if (kind === 'unknown')
					expect(line.wait()).toMatchObject({ waitMs: 2_000 - laterMs, why: { code: 'refused' } });
			},
		),
		{ numRuns: 300 },
	);
});

function limitsOf(line: Line): object {
	const { slots, pacePerSecond, change } = line.governor.snapshot();
	return { slots, pacePerSecond, change };
}
