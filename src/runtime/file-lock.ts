import { readFileSync } from 'node:fs';
import { DiskError, LockedError, messageOf, systemCode } from './errors.js';
import { createFile, removeIfThere } from './files.js';
import { identify, type Processes, type ProcessIdentity, stillRuns } from './processes.js';

/** Who holds a lock, as written in the lock file. */
export interface LockHolder extends ProcessIdentity {
	/** Epoch ms. */
	readonly since: number;
	/** Random: tells two locks of one process apart. */
	readonly token: string;
}

export interface FileLock {
	readonly holder: LockHolder;
	/** Gives the lock back, if it is still ours. */
	release(): void;
}

/** The lock, or who has it. */
export type LockAttempt = { readonly lock: FileLock } | { readonly heldBy: LockHolder };

/**
 * Tries once to take a lock: a file that is made in one step with its content, names its holder and outlives a crash of
 * it. A lock whose process is dead on this very machine is taken over; one of another machine is never, because from
 * here nobody can see whether that process lives.
 * @throws LockedError when the file is no lock, or changes hands all the time; DiskError when it cannot be made.
 */
export function tryLock(path: string, token: string, now: number, processes: Processes): LockAttempt {
	const holder: LockHolder = { ...identify(processes), since: now, token };
	for (let tries = 0; tries < 10; tries += 1) {
		if (createFile(path, `${JSON.stringify(holder)}\n`, token)) {
			return { lock: { holder, release: () => release(path, token) } };
		}
		const other = readHolder(path);
		if (other === undefined) continue; // given back in between
		if (isHeld(other, processes)) return { heldBy: other };
		const heldBy = takeAway(path, other, token, now, processes);
		if (heldBy !== undefined) return { heldBy };
	}
	throw new LockedError(`Cannot take the lock ${path}: others keep taking it.`, { hint: 'Run the command again.' });
}

/** The living holder of the lock at `path`, if there is one. */
export function lockHolder(path: string, processes: Processes): LockHolder | undefined {
	const holder = readHolder(path);
	return holder !== undefined && isHeld(holder, processes) ? holder : undefined;
}

function readHolder(path: string): LockHolder | undefined {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw new DiskError(`Cannot read the lock file ${path}: ${messageOf(error)}.`, { cause: error });
	}
	const holder = parseHolder(text);
	if (holder !== undefined) return holder;
	throw new LockedError(`The lock file ${path} is not one of ours.`, {
		hint: 'If no dialer uses it, delete that file.',
	});
}

function parseHolder(text: string): LockHolder | undefined {
	try {
		const { pid, host, born, since, token } = JSON.parse(text) as Partial<LockHolder>;
		if (typeof pid !== 'number' || typeof since !== 'number') return undefined;
		if (typeof host !== 'string' || typeof born !== 'string' || typeof token !== 'string') return undefined;
		return { pid, host, born, since, token };
	} catch {
		return undefined;
	}
}

function isHeld(holder: LockHolder, processes: Processes): boolean {
	return holder.host !== processes.host || stillRuns(holder, processes);
}

/**
 * Removes a dead process's lock. That is allowed to whoever holds the claim on it, which is a lock of its own, named
 * after that one lock: so that nobody removes a living lock that took the dead one's place in between.
 * @returns who holds the claim, if it is another.
 */
function takeAway(
	path: string,
	dead: LockHolder,
	token: string,
	now: number,
	processes: Processes,
): LockHolder | undefined {
	const claim = tryLock(`${path}.stale-${dead.token}`, token, now, processes);
	if ('heldBy' in claim) return claim.heldBy;
	try {
		if (readHolder(path)?.token === dead.token) removeIfThere(path);
	} finally {
		claim.lock.release();
	}
	return undefined;
}

function release(path: string, token: string): void {
	if (readHolder(path)?.token === token) removeIfThere(path);
}
