import { linkSync, readFileSync, writeFileSync } from 'node:fs';
import { DiskError, LockedError, messageOf, systemCode } from '../runtime/errors.js';
import { PRIVATE_MODE, removeIfThere } from '../runtime/files.js';
import { type Processes, systemProcesses } from '../runtime/processes.js';

/** Who holds a lock, as written in the lock file. */
export interface LockHolder {
	readonly pid: number;
	readonly host: string;
	/** What distinguishes this process from another that later gets the same number; empty where the system tells nothing. */
	readonly born: string;
	/** Epoch ms. */
	readonly since: number;
	/** Random: tells two locks of one process apart. */
	readonly token: string;
}

export interface Lock {
	readonly holder: LockHolder;
	/** Gives the lock back, if it is still ours. */
	release(): void;
}

/**
 * Takes the campaign's lock: a file that is made in one step with its content, names its holder and outlives a crash of
 * it. A lock whose process is dead on this very machine is taken over; one of another machine is never, because from
 * here nobody can see whether that process lives.
 * @throws LockedError naming the holder; DiskError when the file cannot be made.
 */
export function acquireLock(path: string, token: string, now: number, processes: Processes = systemProcesses): Lock {
	const holder: LockHolder = {
		pid: processes.pid,
		host: processes.host,
		born: processes.born(processes.pid),
		since: now,
		token,
	};
	for (let tries = 0; tries < 10; tries += 1) {
		if (create(path, holder)) return { holder, release: () => release(path, token) };
		const other = readHolder(path);
		if (other === undefined) continue; // given back in between
		if (isHeld(other, processes)) throw lockedError(path, other, processes.host);
		takeAway(path, other, token, now, processes);
	}
	throw new LockedError(`Cannot take the lock ${path}: others keep taking it.`, { hint: 'Run the command again.' });
}

/** The living holder of the lock at `path`, if there is one. */
export function lockHolder(path: string, processes: Processes = systemProcesses): LockHolder | undefined {
	const holder = readHolder(path);
	return holder !== undefined && isHeld(holder, processes) ? holder : undefined;
}

/** Makes the lock file with its content in one step; false when there is one. */
function create(path: string, holder: LockHolder): boolean {
	const own = `${path}.${holder.token}`;
	try {
		writeFileSync(own, `${JSON.stringify(holder)}\n`, { mode: PRIVATE_MODE, flag: 'wx' });
		linkSync(own, path);
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		if (NO_HARD_LINKS.has(systemCode(error) ?? '')) return createWithoutLink(path, holder);
		throw new DiskError(`Cannot make the lock file ${path}: ${messageOf(error)}.`, {
			cause: error,
			hint: 'The checkpoint needs a folder that this user may write to; name another one with --checkpoint.',
		});
	} finally {
		removeIfThere(own);
	}
}

/** What file systems without hard links (FAT, some network shares) answer. */
const NO_HARD_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function createWithoutLink(path: string, holder: LockHolder): boolean {
	try {
		writeFileSync(path, `${JSON.stringify(holder)}\n`, { mode: PRIVATE_MODE, flag: 'wx' });
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		throw new DiskError(`Cannot make the lock file ${path}: ${messageOf(error)}.`, { cause: error });
	}
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
		hint: 'If no dialer runs on this campaign, delete that file.',
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
	if (holder.host !== processes.host) return true;
	if (!processes.alive(holder.pid)) return false;
	const born = processes.born(holder.pid);
	return holder.born === '' || born === '' || holder.born === born;
}

/**
 * Removes a dead process's lock. That is allowed to whoever holds the claim on it, which is a lock of its own, named
 * after that one lock: so that nobody removes a living lock that took the dead one's place in between.
 */
function takeAway(path: string, dead: LockHolder, token: string, now: number, processes: Processes): void {
	const claim = acquireLock(`${path}.stale-${dead.token}`, token, now, processes);
	try {
		if (readHolder(path)?.token === dead.token) removeIfThere(path);
	} finally {
		claim.release();
	}
}

function release(path: string, token: string): void {
	if (readHolder(path)?.token === token) removeIfThere(path);
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
