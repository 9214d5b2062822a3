import { linkSync, unlinkSync, writeFileSync } from 'node:fs';
import { type Disk, diskError, type FileIdentity, type OpenFile } from './disk.js';
import { FileLostError, systemCode } from './errors.js';
import { PRIVATE_MODE } from './private-files.js';

/** A file that only grows. */
export interface AppendFile {
	/** Bytes in the file. */
	readonly size: number;
	/** Writes all of `text` at the end and, if `durable`, returns only when it would survive a loss of power. */
	append(text: string, durable: boolean): Promise<void>;
	close(): Promise<void>;
}

/**
 * Opens `path` for appending, created if it is not there, with mode 0600 in any case, cut to `keepBytes` if that is given.
 * @throws DiskError when the file cannot be opened or cut.
 */
export async function openAppendFile(disk: Disk, path: string, keepBytes?: number): Promise<AppendFile> {
	let file: OpenFile | undefined;
	try {
		file = await disk.open(path, 'a');
		if (keepBytes !== undefined) {
			await file.truncate(keepBytes);
			await file.datasync();
		}
		const identity = await file.identity();
		if (identity.size === 0) await disk.syncDirectory(path);
		return new GrowingFile(disk, path, file, identity);
	} catch (error) {
		await file?.close().catch(() => undefined);
		throw diskError('open', path, error);
	}
}

class GrowingFile implements AppendFile {
	readonly #disk: Disk;
	readonly #path: string;
	readonly #file: OpenFile;
	readonly #opened: FileIdentity;
	#size: number;

	constructor(disk: Disk, path: string, file: OpenFile, opened: FileIdentity) {
		this.#disk = disk;
		this.#path = path;
		this.#file = file;
		this.#opened = opened;
		this.#size = opened.size;
	}

	get size(): number {
		return this.#size;
	}

	async append(text: string, durable: boolean): Promise<void> {
		try {
			const bytes = Buffer.from(text, 'utf8');
			await writeAll(this.#file, bytes);
			if (durable) {
				await this.#file.datasync();
				await this.#expectInPlace(this.#size + bytes.length);
			}
			this.#size += bytes.length;
		} catch (error) {
			if (error instanceof FileLostError) throw error;
			// What a full disk left of the text must not stand before what is written once there is room again.
			await this.#file.truncate(this.#size).catch(() => undefined);
			throw diskError('write to', this.#path, error);
		}
	}

	async close(): Promise<void> {
		try {
			await this.#file.close();
		} catch (error) {
			throw diskError('close', this.#path, error);
		}
	}

	/** What is written to a file that was deleted or replaced is lost, what stood in one that was cut too, and no write tells. */
	async #expectInPlace(size: number): Promise<void> {
		const { ino, dev } = this.#opened;
		const there = await this.#disk.identity(this.#path);
		if (there?.ino !== ino || there.dev !== dev) {
			throw new FileLostError(`${this.#path} was deleted or replaced while it was in use.`, {
				hint: 'Put it back before you run again: without it nobody knows who was called.',
			});
		}
		// By its path a network file system may answer late.
		if (there.size === size || (await this.#file.identity()).size >= size) return;
		// Cut between two lines it would look whole to the next run; with a line that is none it cannot.
		await writeAll(this.#file, CUT_MARK).catch(() => undefined);
		await this.#file.datasync().catch(() => undefined);
		throw new FileLostError(`${this.#path} was cut short by another program while it was in use.`, {
			hint: 'Put a whole copy in its place before you run again: without it nobody knows who was called.',
		});
	}
}

const CUT_MARK = Buffer.from(
	'Another program cut this file short while it was in use; lines before this one are missing.\n',
);

async function writeAll(file: OpenFile, bytes: Buffer): Promise<void> {
	for (let written = 0; written < bytes.length; ) written += await file.write(bytes, written);
}

/** What is written is gathered until it is worth a write. */
const GATHER_CHARACTERS = 65_536;

/**
 * Replaces the file at `path` in one step: a reader sees the old content or the new one, never half of it, also after a
 * loss of power if `durable`. The new file has mode 0600, whatever the old one had. `write` is given a function that adds
 * text; when it throws, the old file stays.
 * @throws DiskError
 */
export async function replaceFile(
	disk: Disk,
	path: string,
	write: (add: (text: string) => Promise<void>) => Promise<void>,
	{ durable = true } = {},
): Promise<void> {
	const temporary = `${path}.tmp`;
	let file: OpenFile | undefined;
	let gathered = '';
	try {
		const opened = await disk.open(temporary, 'w');
		file = opened;
		const flush = async () => {
			const bytes = Buffer.from(gathered, 'utf8');
			gathered = '';
			await writeAll(opened, bytes);
		};
		await write(async (text) => {
			gathered += text;
			if (gathered.length > GATHER_CHARACTERS) await flush();
		});
		await flush();
		if (durable) await opened.datasync();
		file = undefined;
		await opened.close();
		await disk.rename(temporary, path);
		if (durable) await disk.syncDirectory(path);
	} catch (error) {
		// The first failure is the one to tell of; on a disk that fails the rest may fail as well.
		await file?.close().catch(() => undefined);
		await disk.remove(temporary).catch(() => undefined);
		throw systemCode(error) === undefined ? error : diskError('write', path, error);
	}
}

/** Removes the file, if it is there. @throws DiskError */
export async function removeFile(disk: Disk, path: string): Promise<void> {
	try {
		await disk.remove(path);
	} catch (error) {
		throw diskError('remove', path, error);
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

/** @throws DiskError */
export function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw diskError('remove', path, error);
	}
}
