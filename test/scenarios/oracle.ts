import { createScriptWriter } from '../../src/mock/call-script.js';
import { createRateLimits } from '../../src/mock/limits.js';
import { LiveCalls } from '../../src/mock/live-calls.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { SlotLimit } from '../../src/mock/slots.js';
import { numberOf } from './endless-work.js';

/**
 * What a dialer could do at best that knows every limit and wastes no time: slot-milliseconds in use, for each second of
 * the run. It makes the same calls as the dialer that is measured, each as soon as the provider would take it.
 */
export function oracleUse(scenario: Scenario, seed: number, durationMs: number): Float64Array {
	const limits = createRateLimits(scenario.limits.rate, seed);
	const slots = new SlotLimit(scenario.limits, seed);
	const write = createScriptWriter(scenario, seed);
	const live = new LiveCalls();
	const use = new Float64Array(Math.ceil(durationMs / 1_000));
	let started = 0;
	let now = 0;

	/** Lets time pass, at most to the end of the second. */
	function pass(until: number): void {
		const second = Math.floor(now / 1_000);
		const end = Math.min(until, (second + 1) * 1_000, live.nextFreed ?? until);
		use[second] = (use[second] ?? 0) + live.count * (end - now);
		now = end;
		live.settle(now);
	}

	while (now < durationMs) {
		const waitMs = Math.max(0, ...limits.map((limit) => limit.waitMs(now)));
		if (waitMs > 0) {
			pass(now + Math.ceil(waitMs));
		} else if (live.count >= slots.ours(now)) {
			pass(durationMs);
		} else {
			for (const limit of limits) limit.take(now);
			const { ringMs, talkMs, freedLateMs } = write(numberOf(started), 1);
			live.add({ freedAt: now + ringMs + talkMs + freedLateMs });
			started += 1;
		}
	}
	return use;
}
