import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AimdGovernor } from '../../../src/governor/aimd.js';
import { BridgedGovernor } from '../../../src/governor/bridged.js';
import type { Ticket } from '../../../src/governor/governor.js';
import { Pace } from '../../../src/governor/pace.js';

interface Step {
	readonly ms: number;
	/** What becomes of the oldest ticket that is out. */
	readonly end: 'kept' | 'in_doubt' | 'ended' | 'refused' | 'rejected' | 'unreachable';
}

const limits = fc.record({ slots: fc.integer({ min: 1, max: 8 }), perSecond: fc.constantFrom(1, 5, 50) });
const step: fc.Arbitrary<Step> = fc.record({
	ms: fc.nat(400),
	end: fc.constantFrom('kept', 'in_doubt', 'ended', 'refused', 'rejected', 'unreachable'),
});

function giveBack(governed: BridgedGovernor, ticket: Ticket, now: number, end: Exclude<Step['end'], 'kept'>): void {
	if (end === 'ended') governed.ended(ticket, now);
	else if (end === 'refused') governed.refused(ticket, now, { kind: 'busy' });
	else governed.failed(ticket, now, end);
}

test('live calls and starts stay within both limits, and every place comes back', () => {
	let starts = 0;
	fc.assert(
		fc.property(limits, limits, fc.array(step, { minLength: 30, maxLength: 150 }), (own, carrier, steps) => {
			const slots = { start: own.slots, max: own.slots };
			const main = new AimdGovernor({ slots, pacePerSecond: own.perSecond, random: () => 0 });
			const governed = new BridgedGovernor(main, carrier);
			const out: Ticket[] = [];
			const startedAt: number[] = [];
			let now = 0;
			for (const { ms, end } of steps) {
				now += ms;
				const admission = governed.admit(now);
				if ('ticket' in admission) {
					out.push(admission.ticket);
					startedAt.push(now);
				}
				expect(out.length).toBeLessThanOrEqual(Math.min(own.slots, carrier.slots));
				const [oldest] = out;
				if (oldest === undefined || end === 'kept') continue;
				giveBack(governed, oldest, now, end);
				if (end !== 'in_doubt') out.shift();
			}
			const most = Math.min(own.perSecond, carrier.perSecond) / 1_000;
			for (const [index, from] of startedAt.entries()) {
				const elapsed = (startedAt.at(-1) ?? 0) - from;
				expect(startedAt.length - 1 - index).toBeLessThanOrEqual((elapsed + Pace.CATCH_UP_MS) * most + 1e-6);
			}
			starts += startedAt.length;
			for (const ticket of out) governed.ended(ticket, now);
			expect(governed.snapshot(now).live).toBe(0);
			expect('ticket' in governed.admit(now + 300_000)).toBe(true);
		}),
		{ numRuns: 300 },
	);
	expect(starts).toBeGreaterThan(1_000);
});
