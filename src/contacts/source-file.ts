import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ContactsFileError, messageOf, systemCode } from '../runtime/errors.js';
import { lineEndOf, refuseOtherEncodings } from './encoding.js';

/** The contacts file as it was when it was first opened. */
export interface SourceFile {
	readonly path: string;
	/** What ends a line: CR only in files that have no LF (old Macintosh exports). */
	readonly lineEnd: '\n' | '\r';
	/** Size and time of the last change; another value means that the file was changed since. */
	readonly stamp: string;
}

/** Enough to tell the encoding and the line ends by. */
const HEAD_BYTES = 65_536;

/**
 * Looks at a contacts file without reading more than its head.
 * @throws ContactsFileError when it cannot be opened, is not a regular file, is empty, or is not UTF-8 text.
 */
export async function inspectSource(path: string): Promise<SourceFile> {
	const handle = await openToRead(path);
	try {
		const stat = await handle.stat({ bigint: true });
		refuseOtherKinds(path, stat);
		const head = Buffer.alloc(HEAD_BYTES);
		const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
		if (bytesRead === 0) throw emptyFile(path);
		refuseOtherEncodings(path, head.subarray(0, bytesRead));
		return { path, lineEnd: lineEndOf(head.subarray(0, bytesRead)), stamp: stampOf(stat) };
	} finally {
		await handle.close();
	}
}

/** The file's bytes, a chunk at a time; a chunk is only valid until the next one is asked for. */
export async function* readChunks(source: SourceFile, chunkBytes = 262_144): AsyncGenerator<Buffer> {
	const handle = await openToRead(source.path);
	try {
		const buffer = Buffer.allocUnsafe(chunkBytes);
		for (;;) {
			const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
			// Looked at after each read: bytes that an editor is just writing must not pass for the file that was scanned.
			if (stampOf(await handle.stat({ bigint: true })) !== source.stamp) throw changedFile(source.path);
			if (bytesRead === 0) return;
			yield buffer.subarray(0, bytesRead);
		}
	} finally {
		await handle.close();
	}
}

/** The file is not the one that was scanned, so what is known of its rows no longer holds. */
export function changedFile(path: string): ContactsFileError {
	return new ContactsFileError(`${path} was changed while the run was reading it.`, {
		hint: 'Run the same command again: it goes on where this one stopped, with the file as it is now.',
	});
}

export function emptyFile(path: string): ContactsFileError {
	return new ContactsFileError(`${path} is empty; expected a header line with a phone column, and rows under it.`);
}

/** What a failed open means, in words. */
export function cannotOpen(path: string, error: unknown): ContactsFileError {
	const code = systemCode(error);
	if (code === 'ENOENT') return new ContactsFileError(`There is no contacts file ${path}.`, { cause: error });
	if (code === 'EACCES' || code === 'EPERM') {
		const hint = 'Give this user the right to read it.';
		return new ContactsFileError(`No permission to read the contacts file ${path}.`, { hint, cause: error });
	}
	return new ContactsFileError(`The contacts file ${path} could not be read: ${messageOf(error)}.`, { cause: error });
}

async function openToRead(path: string): Promise<FileHandle> {
	try {
		// Without O_NONBLOCK, opening a named pipe waits for somebody to write to it.
		return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	} catch (error) {
		throw cannotOpen(path, error);
	}
}

interface Kind {
	isFile(): boolean;
	isDirectory(): boolean;
}

function refuseOtherKinds(path: string, kind: Kind): void {
	if (kind.isDirectory()) throw new ContactsFileError(`${path} is a directory; expected a contacts CSV file.`);
	if (kind.isFile()) return;
	throw new ContactsFileError(`${path} is not a regular file; a contacts file is read more than once.`, {
		hint: 'Pipe it in and give - for the file name: standard input is kept in a file of its own.',
	});
}

function stampOf(stat: { size: bigint; mtimeNs: bigint }): string {
	return `${stat.size} ${stat.mtimeNs}`;
}
