import { type Random, seededRandom } from '../runtime/random.js';
import { ENDINGS, type Ending } from './reasons.js';
import type { Scenario } from './scenario-schema.js';

/** How a call will go, settled when it is accepted. */
export interface CallScript {
	/** From acceptance until somebody, or nobody, picks up. */
	readonly ringMs: number;
	/** 0 when nobody picked up. */
	readonly talkMs: number;
	/** A disconnection reason in Retell's words; other wires translate it. */
	readonly reason: string;
	readonly ending: Ending;
	/** From the call's end until its slot is free again. */
	readonly freedLateMs: number;
}

/** A call that is taken and not dialed, because all slots are in use. */
export const ENDED_AT_ONCE: CallScript = {
	ringMs: 0,
	talkMs: 0,
	reason: 'concurrency_limit_reached',
	ending: 'error',
	freedLateMs: 0,
};

/**
 * The author of call scripts. What it writes depends on the seed, the number and how many times that number has been
 * rung, and on nothing else: two runs that ring the same people can be compared whatever the order of their requests.
 */
export function createScriptWriter(
	{ calls, limits }: Pick<Scenario, 'calls' | 'limits'>,
	seed: number,
): (to: string, ringNumber: number) => CallScript {
	const weights = Object.entries(calls.outcomes);
	const totalWeight = weights.reduce((sum, [, weight]) => sum + weight, 0);
	const { ring, talk } = calls;
	const { freedLate } = limits;

	function drawReason(draw: number): string {
		let left = draw * totalWeight;
		let last = '';
		for (const [reason, weight] of weights) {
			if (weight === 0) continue;
			last = reason;
			left -= weight;
			if (left < 0) break;
		}
		return last;
	}

	function drawTalkMs(random: Random): number {
		if (talk.shape === 'uniform') return uniform(talk.min, talk.max, random());
		const median = Math.sqrt(talk.min * talk.max);
		const spread = Math.log(talk.max / talk.min) / 4;
		return Math.round(Math.min(talk.max, Math.max(talk.min, median * Math.exp(spread * normal(random)))));
	}

	return (to, ringNumber) => {
		const random = seededRandom(hash(to, seed, ringNumber));
		const reason = drawReason(random());
		const ending = ENDINGS.get(reason) ?? 'error';
		const ringMs = uniform(ring.min, ring.max, random());
		const talkMs = ending === 'ended' ? drawTalkMs(random) : 0;
		return { ringMs, talkMs, reason, ending, freedLateMs: uniform(freedLate.min, freedLate.max, random()) };
	};
}

function uniform(min: number, max: number, draw: number): number {
	return Math.round(min + (max - min) * draw);
}

/** Standard normal by Box and Muller's transform. */
function normal(random: Random): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** FNV-1a over the number's characters, the seed and the count, to 32 bits. */
function hash(to: string, seed: number, ringNumber: number): number {
	let value = Math.imul(0x811c9dc5 ^ seed, 0x01000193);
	for (let index = 0; index < to.length; index += 1) {
		value = Math.imul(value ^ to.charCodeAt(index), 0x01000193);
	}
	return Math.imul(value ^ ringNumber, 0x01000193) >>> 0;
}
