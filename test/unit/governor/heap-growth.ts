import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom } from '../../../src/runtime/random.js';
import { Line } from './adaptive-driver.js';
import { type Provider, slotsOf, windowOf } from './simulated-providers.js';

const STRETCH_MS = 600_000;
const CALL_MS = 5_000;

/** Runs calls through one governor. @returns by how many bytes the heap grew between so many taken calls and so many. */
export function heapGrowth(fromCalls: number, toCalls: number): number {
	setFlagsFromString('--expose-gc');
	const collect: () => void = runInNewContext('gc');
	const line = new Line();
	const provider = unsteady();
	let taken = 0;
	const heapAfter = (calls: number) => {
		while (taken < calls) {
			taken += line.run(STRETCH_MS, CALL_MS, provider).taken;
			line.governor.changes();
		}
		collect();
		return process.memoryUsage().heapUsed;
	};
	const before = heapAfter(fromCalls);
	return heapAfter(toCalls) - before;
}

/** Takes live calls and starts within limits that move from hour to hour, and refuses some for no limit. */
function unsteady(): Provider {
	const random = seededRandom(1);
	const slots = [40, 60, 48].map((most) => slotsOf(most));
	const pace = windowOf(600, 60_000);
	return (live, now) => {
		if (random() < 0.001) return { kind: 'busy' };
		const hour = Math.floor(now / 3_600_000);
		return slots[hour % slots.length]?.(live, now) ?? pace(live, now);
	};
}
