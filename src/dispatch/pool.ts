import pLimit from 'p-limit';

/**
 * The attempts under way, each one a task in a p-limit whose limit moves with the governor's slots. Lowering it never
 * touches what runs: people are talking there.
 */
export class Pool {
	readonly #limit: ReturnType<typeof pLimit>;
	readonly #idle: (() => void)[] = [];

	constructor(slots: number) {
		this.#limit = pLimit(slots);
	}

	/** Tasks started and not ended. */
	get active(): number {
		return this.#limit.activeCount + this.#limit.pendingCount;
	}

	/** Moves the limit. */
	resize(slots: number): void {
		if (this.#limit.concurrency !== slots) this.#limit.concurrency = Math.max(1, slots);
	}

	/** Runs `task` as soon as there is room; the dispatcher only calls it when there is. `task` must not reject. */
	run(task: () => Promise<void>): void {
		this.#limit(task).finally(() => {
			// p-limit counts the task as ended one turn later.
			queueMicrotask(() => {
				if (this.active === 0) for (const resolve of this.#idle.splice(0)) resolve();
			});
		});
	}

	/** Resolves when no task is left. */
	drained(): Promise<void> {
		if (this.active === 0) return Promise.resolve();
		return new Promise((resolve) => {
			this.#idle.push(resolve);
		});
	}
}
