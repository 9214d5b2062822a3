import { DiskError, LockedError } from '../runtime/errors.js';
import {
	type FileLock,
	lockHolder as holderOf,
	type LockAttempt,
	type LockHolder,
	tryLock,
} from '../runtime/file-lock.js';
import { type Processes, systemProcesses } from '../runtime/processes.js';

/** What a lock keeps others from. */
const CAMPAIGN = 'work on this campaign';
const RESULTS = 'write to the same results file';

/**
 * Takes a lock. `what`: what it keeps others from, in the infinitive.
 * @throws LockedError naming the holder; DiskError when the file cannot be made.
 */
export function acquireLock(
	path: string,
	token: string,
	now: number,
	processes: Processes = systemProcesses,
	what = CAMPAIGN,
): FileLock {
	const attempt = attemptLock(path, token, now, processes);
	if ('lock' in attempt) return attempt.lock;
	throw attempt.seen ? lockedHere(what, attempt.heldBy) : lockedElsewhere(what, path, attempt.heldBy, processes);
}

/**
 * Takes the two locks of a run: that of its checkpoint, which keeps people from being called twice, and that of its
 * results, which another campaign may have been told to write to as well.
 * @throws LockedError naming the holder of either; DiskError
 */
export function acquireRunLocks(
	paths: { readonly checkpoint: string; readonly results: string },
	token: string,
	now: number,
	processes: Processes,
): FileLock {
	const checkpoint = acquireLock(paths.checkpoint, token, now, processes);
	try {
		const results = acquireLock(paths.results, token, now, processes, RESULTS);
		return {
			holder: checkpoint.holder,
			expectHeld: () => checkpoint.expectHeld(),
			release() {
				results.release();
				checkpoint.release();
			},
		};
	} catch (error) {
		checkpoint.release();
		throw error;
	}
}

/** The holder of the campaign's lock at `path`, if there is one that lives or may live. `now`: epoch ms. */
export function lockHolder(path: string, now: number, processes: Processes = systemProcesses): LockHolder | undefined {
	return holderOf(path, now, processes);
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

function lockedHere(what: string, { pid, since }: LockHolder): LockedError {
	return new LockedError(
		`Another run ${what.replace(' ', 's ')}: process ${pid} on this machine, since ${new Date(since).toISOString()}.`,
		{ hint: `Wait for it, or stop it with: kill ${pid}` },
	);
}

function lockedElsewhere(
	what: string,
	path: string,
	{ pid, host, since }: LockHolder,
	{ host: here }: Processes,
): LockedError {
	const where = host === here ? `in another container or machine that is called ${host} too` : `on ${host}`;
	return new LockedError(
		`Another run may ${what}: process ${pid} ${where}, since ${new Date(since).toISOString()}. From here it cannot be seen whether it still runs.`,
		{
			hint: `Look there, and stop it or wait for it. If it is certain that it no longer runs (the machine was restarted or renamed, the container is gone), delete ${path} and run again.`,
		},
	);
}
