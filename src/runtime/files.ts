import {
	closeSync,
	fdatasync,
	fsyncSync,
	linkSync,
	openSync,
	renameSync,
	unlinkSync,
	write as writeCallback,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiskError, messageOf, systemCode } from './errors.js';

/** Only the owner may read what names people and numbers. */
export const PRIVATE_MODE = 0o600;

/** A file that only grows. Comes in as an argument, so that tests can hand in a disk that fails. */
export interface AppendFile {
	/** Bytes in the file. */
	readonly size: number;
	/** Writes all of `text` at the end and, if `durable`, returns only when it would survive a loss of power. */
	append(text: string, durable: boolean): Promise<void>;
	close(): Promise<void>;
}

/**
 * Opens `path` for appending, created with mode 0600 if it is not there, cut to `keepBytes` if that is given.
 * @throws DiskError when the file cannot be opened or cut.
 */
export async function openAppendFile(path: string, keepBytes?: number): Promise<AppendFile> {
	try {
		const handle = await open(path, 'a', PRIVATE_MODE);
		if (keepBytes !== undefined) {
			await handle.truncate(keepBytes);
			await handle.datasync();
		}
		const { size } = await handle.stat();
		if (size === 0) syncDirectory(path);
		return new HandleAppendFile(path, handle, size);
	} catch (error) {
		throw diskError('open', path, error);
	}
}

class HandleAppendFile implements AppendFile {
	readonly #path: string;
	readonly #handle: FileHandle;
	#size: number;
	#lookedAt = 0;

	constructor(path: string, handle: FileHandle, size: number) {
		this.#path = path;
		this.#handle = handle;
		this.#size = size;
	}

	get size(): number {
		return this.#size;
	}

	async append(text: string, durable: boolean): Promise<void> {
		try {
			const bytes = Buffer.from(text, 'utf8');
			for (let written = 0; written < bytes.length; ) written += await write(this.#handle.fd, bytes, written);
			if (durable) {
				await datasync(this.#handle.fd);
				await this.#expectInPlace();
			}
			this.#size += bytes.length;
		} catch (error) {
			// What a full disk left of the text must not stand before what is written once there is room again.
			await this.#handle.truncate(this.#size).catch(() => undefined);
			if (error instanceof DiskError) throw error;
			throw diskError('write to', this.#path, error);
		}
	}

	async close(): Promise<void> {
		await this.#handle.close();
	}

	/** What is written to a file that was deleted or replaced is lost, and no write tells. Looked at once a second. */
	async #expectInPlace(): Promise<void> {
		const now = performance.now();
		if (now - this.#lookedAt < 1_000) return;
		this.#lookedAt = now;
		const [ours, there] = [await this.#handle.stat(), await stat(this.#path).catch(() => undefined)];
		if (there?.ino === ours.ino && there.dev === ours.dev) return;
		throw new DiskError(`${this.#path} was deleted or replaced while it was in use.`, {
			hint: 'Put it back before you run again: without it nobody knows who was called.',
		});
	}
}

/** One write, which may be a short one. The callback functions cost half of what a FileHandle's methods do. */
function write(descriptor: number, bytes: Buffer, from: number): Promise<number> {
	return new Promise((resolve, reject) => {
		writeCallback(descriptor, bytes, from, bytes.length - from, null, (error, written) =>
			error === null ? resolve(written) : reject(error),
		);
	});
}

function datasync(descriptor: number): Promise<void> {
	return new Promise((resolve, reject) => {
		fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
	});
}

/**
 * Replaces the file at `path` in one step: a reader sees the old content or the new one, never half of it, also after a
 * loss of power if `durable`. `write` is given a function that adds text; when it throws, the old file stays.
 * @throws DiskError
 */
export async function replaceFile(
	path: string,
	write: (add: (text: string) => void) => Promise<void>,
	{ durable = true } = {},
): Promise<void> {
	const temporary = `${path}.tmp`;
	let descriptor: number | undefined;
	let buffered = '';
	try {
		const opened = openSync(temporary, 'w', PRIVATE_MODE);
		descriptor = opened;
		const flush = () => {
			writeAll(opened, Buffer.from(buffered, 'utf8'));
			buffered = '';
		};
		await write((text) => {
			buffered += text;
			if (buffered.length > 65_536) flush();
		});
		flush();
		if (durable) fsyncSync(opened);
		closeSync(opened);
		descriptor = undefined;
		renameSync(temporary, path);
		if (durable) syncDirectory(path);
	} catch (error) {
		if (descriptor !== undefined) closeSync(descriptor);
		removeIfThere(temporary);
		throw systemCode(error) === undefined ? error : diskError('write', path, error);
	}
}

/**
 * Makes the file at `path` with its content in one step, so that nobody sees half of it; false when there is one.
 * `token` is unique and names the file that it is made from.
 * @throws DiskError
 */
export function createFile(path: string, content: string, token: string): boolean {
	const own = `${path}.${token}`;
	try {
		writeFileSync(own, content, { mode: PRIVATE_MODE, flag: 'wx' });
		linkSync(own, path);
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		if (NO_HARD_LINKS.has(systemCode(error) ?? '')) return createWithoutLink(path, content);
		throw diskError('make', path, error);
	} finally {
		removeIfThere(own);
	}
}

/** What file systems without hard links (FAT, some network shares) answer. */
const NO_HARD_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function createWithoutLink(path: string, content: string): boolean {
	try {
		writeFileSync(path, content, { mode: PRIVATE_MODE, flag: 'wx' });
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		throw diskError('make', path, error);
	}
}

function writeAll(descriptor: number, bytes: Buffer): void {
	for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

export function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw diskError('remove', path, error);
	}
}

/** Makes a new or renamed directory entry survive a loss of power; where directories cannot be opened (Windows) it is left. */
function syncDirectory(path: string): void {
	let descriptor: number;
	try {
		descriptor = openSync(dirname(path), 'r');
	} catch {
		return;
	}
	try {
		fsyncSync(descriptor);
	} catch (error) {
		// Some network file systems refuse to sync a directory; the file itself is synced.
		if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'EPERM') throw error;
	} finally {
		closeSync(descriptor);
	}
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
};

function diskError(action: string, path: string, cause: unknown): DiskError {
	const reason = DISK_REASONS[systemCode(cause) ?? ''] ?? messageOf(cause);
	return new DiskError(`Cannot ${action} ${path}: ${reason}.`, {
		cause,
		hint: 'Make the file writable (or make room), then run the same command again; it goes on where it stopped.',
	});
}
