import { linkSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
		takeAway(path, other, token);
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
	try {
		return JSON.parse(text) as LockHolder;
	} catch (error) {
		throw new LockedError(`The lock file ${path} is not one of ours.`, {
			cause: error,
			hint: 'If no dialer runs on this campaign, delete that file.',
		});
	}
}

function isHeld(holder: LockHolder, processes: Processes): boolean {
	if (holder.host !== processes.host) return true;
	if (!processes.alive(holder.pid)) return false;
	const born = processes.born(holder.pid);
	return holder.born === '' || born === '' || holder.born === born;
}

/**
 * Removes a dead process's lock. It is renamed first and looked at again: had somebody else taken it over in between,
 * what we hold in hand would be a living lock, and it is put back.
 */
function takeAway(path: string, dead: LockHolder, token: string): void {
	const aside = `${path}.stale-${token}`;
	try {
		renameSync(path, aside);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return;
		throw new DiskError(`Cannot remove the stale lock ${path}: ${messageOf(error)}.`, { cause: error });
	}
	if (readHolder(aside)?.token !== dead.token) linkSync(aside, path);
	removeIfThere(aside);
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
