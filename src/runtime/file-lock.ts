import { readFileSync, statSync } from 'node:fs';
import { DiskError, LockedError, messageOf, systemCode } from './errors.js';
import { createFile, removeIfThere } from './files.js';
import { mayBeShared } from './network-folder.js';
import { identify, type Processes, type ProcessIdentity, sightOf } from './processes.js';

/** Who holds a lock, as written in the lock file. */
export interface LockHolder extends ProcessIdentity {
	/** Epoch ms. */
	readonly since: number;
	/** Random: tells two locks of one process apart. */
	readonly token: string;
}

export interface FileLock {
	readonly holder: LockHolder;
	/**
	 * To be asked before anything is done that only the holder may do: somebody may have deleted the file.
	 * @throws LockedError when the lock is no longer ours.
	 */
	expectHeld(): void;
	/** Gives the lock back, if it is still ours. */
	release(): void;
}

/** The lock, or who has it. `seen`: whether that process is known to run; from another machine or container it is not. */
export type LockAttempt = { readonly lock: FileLock } | { readonly heldBy: LockHolder; readonly seen: boolean };

/** A lock file that is empty is being written, or, after this time, ms, what a loss of power has left of one. */
const TORN_AFTER_MS = 10_000;
const TORN: LockHolder = { pid: 0, host: '', born: '', since: 0, token: 'torn' };

/**
 * Tries once to take a lock: a file that is made in one step with its content, names its holder and outlives a crash of
 * it. A lock whose process is seen to be gone is taken over; one of another machine or container never is, because from
 * here nobody can see whether that process lives.
 * @throws LockedError when the file is no lock, or changes hands all the time; DiskError when it cannot be made.
 */
export function tryLock(path: string, token: string, now: number, processes: Processes): LockAttempt {
	const holder: LockHolder = { ...identify(processes), since: now, token };
	for (let tries = 0; tries < 10; tries += 1) {
		if (createFile(path, `${JSON.stringify(holder)}\n`, token)) return { lock: new HeldLock(path, holder) };
		const other = readHolder(path, now);
		if (other === undefined) continue; // given back in between
		if (isHeld(path, other, processes)) return heldBy(other, processes);
		const busy = takeAway(path, other, token, now, processes);
		if (busy !== undefined) return heldBy(busy, processes);
	}
	throw new LockedError(`Cannot take the lock ${path}: others keep taking it.`, { hint: 'Run the command again.' });
}

/** The holder of the lock at `path`, if there is one that lives or may live. `now`: epoch ms. */
export function lockHolder(path: string, now: number, processes: Processes): LockHolder | undefined {
	const holder = readHolder(path, now);
	return holder !== undefined && isHeld(path, holder, processes) ? holder : undefined;
}

class HeldLock implements FileLock {
	readonly holder: LockHolder;
	readonly #path: string;
	/** The file as it was seen last with our token in it: reading it each time would cost more. */
	#seen = '';

	constructor(path: string, holder: LockHolder) {
		this.#path = path;
		this.holder = holder;
	}

	expectHeld(): void {
		const now = this.#look();
		if (now !== '' && now === this.#seen) return;
		const found = contentOf(this.#path);
		if (this.#isOurs(found)) {
			this.#seen = now;
			return;
		}
		const what = found === undefined ? 'deleted' : 'replaced';
		throw new LockedError(`The lock ${this.#path} was ${what} while this run held it: another run may have begun.`, {
			hint: 'No more calls were started. When no other run is under way, run the same command again; it goes on where it stopped.',
		});
	}

	release(): void {
		if (this.#isOurs(contentOf(this.#path))) removeIfThere(this.#path);
	}

	#isOurs(found: Content | undefined): boolean {
		return typeof found === 'object' && found.token === this.holder.token;
	}

	/** What distinguishes the file at this moment from every other; '' when there is none. */
	#look(): string {
		const stats = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
		return stats === undefined ? '' : `${stats.dev} ${stats.ino} ${stats.ctimeNs} ${stats.size}`;
	}
}

/** A holder, or why there is none in the file. */
type Content = LockHolder | 'nothing' | 'no lock' | 'a folder';

/** @throws LockedError when what is there is no lock; DiskError when it cannot be read. */
function readHolder(path: string, now: number): LockHolder | undefined {
	const content = contentOf(path);
	if (typeof content !== 'string') return content;
	const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
	if (content === 'nothing' && now - changedAt > TORN_AFTER_MS) return TORN;
	throw new LockedError(`The lock file ${path} is not one of ours.`, {
		hint: `If no dialer uses it, delete that ${content === 'a folder' ? 'folder' : 'file'}.`,
	});
}

function contentOf(path: string): Content | undefined {
	try {
		const text = readFileSync(path, 'utf8');
		return parseHolder(text) ?? (/^[\0\s]*$/.test(text) ? 'nothing' : 'no lock');
	} catch (error) {
		switch (systemCode(error)) {
			case 'ENOENT':
				return undefined;
			case 'EISDIR':
				return 'a folder';
			case 'EACCES':
				throw new LockedError(`The lock file ${path} is another user's, who may have a run under way.`, {
					hint: 'Run the command as that user. If it is certain that no dialer works on this campaign, delete that file.',
				});
			default:
				throw new DiskError(`Cannot read the lock file ${path}: ${messageOf(error)}.`, { cause: error });
		}
	}
}

function parseHolder(text: string): LockHolder | undefined {
	try {
		const { pid, host, born, space, machine, since, token } = JSON.parse(text) as Partial<LockHolder>;
		if (typeof pid !== 'number' || typeof since !== 'number') return undefined;
		if (typeof host !== 'string' || typeof born !== 'string' || typeof token !== 'string') return undefined;
		return { pid, host, born, space, machine, since, token };
	} catch {
		return undefined;
	}
}

function heldBy(holder: LockHolder, processes: Processes): LockAttempt {
	return { heldBy: holder, seen: sightOf(holder, processes) === 'runs' };
}

function isHeld(path: string, holder: LockHolder, processes: Processes): boolean {
	if (holder === TORN) return false;
	const sight = sightOf(holder, processes);
	// On a disk of its own a machine finds no other's files. On a shared one, names may be alike.
	if (sight === 'earlier') return differsOrUntold(holder.machine, processes.machine) && mayBeShared(path);
	return sight !== 'gone';
}

function differsOrUntold(one: string | undefined, other: string): boolean {
	return one === undefined || one === '' || one !== other;
}

/** How the name of a claim ends. */
const CLAIM = /\.stale-[^.]*$/;

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
	// Whoever claims may die as well, and so on: a claim on a claim is named after it alone, or names would grow too long.
	const claim = tryLock(`${path.replace(CLAIM, '')}.stale-${dead.token}`, token, now, processes);
	if ('heldBy' in claim) return claim.heldBy;
	try {
		if (readHolder(path, now)?.token === dead.token) removeIfThere(path);
	} finally {
		claim.lock.release();
	}
	return undefined;
}
