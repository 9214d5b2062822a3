/** Something after which, or before which, a process may be gone. */
export type Step = 'open' | 'write' | 'written' | 'sync' | 'synced' | 'replace' | 'send' | 'arrival' | 'answer';

/** Where a life ends. */
export interface Death {
	/** The n-th of all steps, from 1. */
	readonly step: number;
	/** When it is a write: how many of its bytes are in the file by then; none unless told. */
	readonly bytes?: number;
}

const NEVER = new Promise<never>(() => undefined);

/** The life of one process: counts its steps and ends it at one of them. What is dead never goes on. */
export class Fuse {
	readonly #death: Death | undefined;
	readonly #onDeath: () => void;
	readonly steps: Step[] = [];
	/** Bytes of each write, by the index of its step. */
	readonly written: number[] = [];
	#isBlown = false;

	/** Without a death it only counts. */
	constructor(death?: Death, onDeath: () => void = () => undefined) {
		this.#death = death;
		this.#onDeath = onDeath;
	}

	get isBlown(): boolean {
		return this.#isBlown;
	}

	/** Takes a step that nobody waits for. @returns whether it was the last one. */
	take(step: Step): boolean {
		if (this.#isBlown) return true;
		this.steps.push(step);
		if (this.steps.length !== this.#death?.step) return false;
		this.#isBlown = true;
		this.#onDeath();
		return true;
	}

	/** Takes a step; does not go on when it was the last one. */
	async pass(step: Step): Promise<void> {
		if (this.take(step)) await NEVER;
	}

	/** Takes the step of writing `length` bytes. @returns how many of them still reach the file. */
	write(length: number): number {
		if (this.#isBlown) return 0;
		this.written[this.steps.length] = length;
		return this.take('write') ? Math.min(this.#death?.bytes ?? 0, length) : length;
	}

	/** Does not go on in a process that is gone. */
	async live(): Promise<void> {
		if (this.#isBlown) await NEVER;
	}
}
