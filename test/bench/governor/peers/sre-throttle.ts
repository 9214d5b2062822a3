import type { Random } from '../../../../src/runtime/random.js';
import { PeerGovernor } from './peer.js';

const WINDOW_MS = 120_000;
/** What Apache Beam's throttler sleeps after turning a request away, ms. */
const TURNED_AWAY_MS = 5_000;
/** Starts without an answer at most: the rule itself sets no bound, a program that uses it has so many workers. */
const WORKERS = 10;

/**
 * Client-side throttling as Google's book on site reliability has it: of the requests of the last two minutes the backend
 * took some; a new one is turned away before it is sent with probability (requests - K * taken) / (requests + 1).
 * Requests turned away count too. K is 2 in the book and 1.1 in its stricter reading.
 */
export class SreThrottle extends PeerGovernor {
	readonly #k: number;
	readonly #random: Random;
	readonly #requests: number[] = [];
	readonly #taken: number[] = [];
	#pausedUntil = 0;

	constructor(k: number, random: Random) {
		super();
		this.#k = k;
		this.#random = random;
	}

	/** 0..1 */
	turnsAway(now: number): number {
		for (const times of [this.#requests, this.#taken]) while ((times[0] ?? now) <= now - WINDOW_MS) times.shift();
		return Math.max(0, (this.#requests.length - this.#k * this.#taken.length) / (this.#requests.length + 1));
	}

	protected override get allowed(): number {
		return Number.POSITIVE_INFINITY;
	}

	protected override waitMs(now: number): number {
		if (this.unanswered >= WORKERS) return Number.POSITIVE_INFINITY;
		if (now >= this.#pausedUntil && this.#random() < this.turnsAway(now)) {
			this.#requests.push(now);
			this.#pausedUntil = now + TURNED_AWAY_MS;
		}
		return Math.max(0, this.#pausedUntil - now);
	}

	protected override onStart(now: number): void {
		this.#requests.push(now);
	}

	protected override onTaken(_start: unknown, now: number): void {
		this.#taken.push(now);
	}
}
