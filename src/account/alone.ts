import { type Clock, sleep } from '../runtime/clock.js';
import type { Disk } from '../runtime/disk.js';
import { LockedError } from '../runtime/errors.js';
import { tryLock } from '../runtime/file-lock.js';
import type { Processes } from '../runtime/processes.js';
import type { Random } from '../runtime/random.js';

/** What is needed to take turns with other processes. */
export interface TurnTaker {
	readonly clock: Clock;
	readonly processes: Processes;
	readonly disk: Disk;
	readonly random: Random;
	/** A new unguessable word. */
	readonly newToken: () => string;
}

/** Others hold the lock for the time of a few file operations; whoever holds it for this long is not well, ms. */
const PATIENCE_MS = 2_000;
const LONGEST_PAUSE_MS = 20;

/**
 * Does `work` while no other process does the like at the same lock file; waits for its turn.
 * @throws LockedError when another holds the lock for too long; DiskError
 */
export async function alone<T>(path: string, turn: TurnTaker, work: () => Promise<T>): Promise<T> {
	const { clock, processes, random, newToken } = turn;
	const until = clock.monotonic() + PATIENCE_MS;
	for (;;) {
		const attempt = tryLock(path, newToken(), clock.now(), processes);
		if ('lock' in attempt) {
			try {
				return await work();
			} finally {
				attempt.lock.release();
			}
		}
		if (clock.monotonic() >= until) {
			const { pid, host } = attempt.heldBy;
			throw new LockedError(`Process ${pid} on ${host} keeps the lock ${path}.`, {
				hint: 'If that machine is gone for good, delete the file.',
			});
		}
		await sleep(clock, random() * LONGEST_PAUSE_MS);
	}
}
