import { DiskError, LockedError } from '../runtime/errors.js';
import {
	type FileLock,
	lockHolder as holderOf,
	type LockAttempt,
	type LockHolder,
	tryLock,
} from '../runtime/file-lock.js';
import { type Processes, systemProcesses } from '../runtime/processes.js';

/**
 * Takes the campaign's lock.
 * @throws LockedError naming the holder; DiskError when the file cannot be made.
 */
export function acquireLock(
	path: string,
	token: string,
	now: number,
	processes: Processes = systemProcesses,
): FileLock {
	const attempt = attemptLock(path, token, now, processes);
	if ('lock' in attempt) return attempt.lock;
	throw lockedError(path, attempt.heldBy, processes.host);
}

/** The living holder of the campaign's lock at `path`, if there is one. */
export function lockHolder(path: string, processes: Processes = systemProcesses): LockHolder | undefined {
	return holderOf(path, processes);
}

function attemptLock(path: string, token: string, now: number, processes: Processes): LockAttempt {
	try {
		return tryLock(path, token, now, processes);
	} catch (error) {
		if (!(error instanceof DiskError)) throw error;
		throw new DiskError(error.message, {
			cause: error,
			hint: 'The checkpoint needs a folder that this user may write to; name another one with --checkpoint.',
		});
	}
}

function lockedError(path: string, holder: LockHolder, here: string): LockedError {
	const since = new Date(holder.since).toISOString();
	const elsewhere = holder.host !== here;
	return new LockedError(
		`Another run works on this campaign: process ${holder.pid} on ${elsewhere ? holder.host : 'this machine'}, since ${since}.`,
		{
			hint: elsewhere
				? `Stop it there. If that machine is gone for good, delete ${path}.`
				: `Wait for it, or stop it with: kill ${holder.pid}`,
		},
	);
}
