import { close, fdatasync, fstat, ftruncate, open, rename, stat, unlink, write } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { DiskError, messageOf, systemCode } from './errors.js';
import { makePrivate, PRIVATE_MODE } from './private-files.js';

/** What tells one file from another that stands at the same path later, and how long it is, bytes. */
export interface FileIdentity {
	readonly ino: number;
	readonly dev: number;
	readonly size: number;
}

/** An open file; every function rejects with the system's error. */
export interface OpenFile {
	/** Writes what it can of `bytes` from index `from` on. @returns how many bytes it was. */
	write(bytes: Buffer, from: number): Promise<number>;
	/** Resolves when what was written would survive a loss of power. */
	datasync(): Promise<void>;
	truncate(bytes: number): Promise<void>;
	identity(): Promise<FileIdentity>;
	close(): Promise<void>;
}

/**
 * What the checkpoint and the results ask of the operating system. Comes in as an argument, so that tests can hand in a
 * disk that fails, or one that dies with the process at a chosen operation.
 */
export interface Disk {
	/** Opens for appending or for writing anew; the file has mode 0600 then, made for it or not. */
	open(path: string, how: 'a' | 'w'): Promise<OpenFile>;
	rename(from: string, to: string): Promise<void>;
	/** Removes the file, if it is there. */
	remove(path: string): Promise<void>;
	/** Undefined when nothing is there. */
	identity(path: string): Promise<FileIdentity | undefined>;
	/** Makes a new or renamed entry in the folder of `path` survive a loss of power, where the system can. */
	syncDirectory(path: string): Promise<void>;
}

// The callback functions cost half of what a FileHandle's methods do.
const openFile = promisify(open);
const writeBytes = promisify(write);
const sync = promisify(fdatasync);
const cut = promisify(ftruncate);
const lookAt = promisify(fstat);
const closeFile = promisify(close);

export const systemDisk: Disk = {
	async open(path, how) {
		const descriptor = await openFile(path, how, PRIVATE_MODE);
		makePrivate(descriptor);
		return {
			write: async (bytes, from) => (await writeBytes(descriptor, bytes, from, bytes.length - from, null)).bytesWritten,
			datasync: () => sync(descriptor),
			truncate: (size) => cut(descriptor, size),
			identity: () => lookAt(descriptor),
			close: () => closeFile(descriptor),
		};
	},
	rename: promisify(rename),
	async remove(path) {
		await promisify(unlink)(path).catch(unlessAbsent);
	},
	identity: (path) => promisify(stat)(path).catch(unlessAbsent),
	async syncDirectory(path) {
		let descriptor: number;
		try {
			descriptor = await openFile(dirname(path), 'r');
		} catch {
			return; // directories cannot be opened on Windows
		}
		try {
			await sync(descriptor);
		} catch (error) {
			// Some network file systems refuse to sync a directory; the file itself is synced.
			if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'EPERM') throw error;
		} finally {
			await closeFile(descriptor);
		}
	},
};

function unlessAbsent(error: unknown): undefined {
	if (systemCode(error) === 'ENOENT') return undefined;
	throw error;
}

const DISK_REASONS: Record<string, string> = {
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk quota is used up',
	EROFS: 'the file system is read-only',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EIO: 'the disk reports an error',
	ENOENT: 'the folder does not exist',
	EISDIR: 'it is a folder',
	EBUSY: 'another program has it open',
	EMFILE: 'too many files are open',
	ENFILE: 'too many files are open',
};

/** What failed, in words; an error that is in words already stays as it is. */
export function diskError(action: string, path: string, cause: unknown): DiskError {
	if (cause instanceof DiskError) return cause;
	const reason = DISK_REASONS[systemCode(cause) ?? ''] ?? messageOf(cause);
	return new DiskError(`Cannot ${action} ${path}: ${reason}.`, {
		cause,
		hint: 'Make the file writable (or make room), then run the same command again; it goes on where it stopped.',
	});
}
