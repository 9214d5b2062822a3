import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ContactsFileError, DialerError, DiskError, messageOf, systemCode } from '../runtime/errors.js';
import { makePrivateAt, PRIVATE_MODE } from '../runtime/private-files.js';

/**
 * Keeps what comes in on standard input in a file, because a contacts file is read more than once, and names the file by
 * its content: the same input piped again is the same campaign, and goes on where it stopped.
 * @param directory where the file goes; it must exist.
 * @returns path of the file, `contacts-<first 12 hex digits of its sha256>.csv`, readable by its owner only (mode 0600).
 * @throws ContactsFileError when nothing came in, or the input broke off with an error.
 * @throws DiskError when the file could not be written.
 */
export async function spoolStandardInput(stream: NodeJS.ReadableStream, directory: string): Promise<string> {
	const temporary = join(directory, `contacts-${randomUUID()}.tmp`);
	try {
		const sha256 = await copy(stream, temporary);
		const path = join(directory, `contacts-${sha256.slice(0, 12)}.csv`);
		// A run that reads the file at this moment must not see it replaced, not even by its like.
		if ((await sha256Of(path)) === sha256) makePrivateAt(path);
		else await rename(temporary, path);
		return path;
	} catch (error) {
		throw error instanceof DialerError ? error : cannotKeep(directory, error);
	} finally {
		await rm(temporary, { force: true });
	}
}

/** @returns sha256 of what was copied, in hex. */
async function copy(stream: NodeJS.ReadableStream, path: string): Promise<string> {
	const digest = createHash('sha256');
	let size = 0;
	const handle = await open(path, 'wx', PRIVATE_MODE);
	try {
		for await (const bytes of bytesOf(stream)) {
			digest.update(bytes);
			size += bytes.length;
			await handle.appendFile(bytes);
		}
		await handle.sync();
	} finally {
		await handle.close();
	}
	if (size > 0) return digest.digest('hex');
	throw new ContactsFileError('Standard input is empty; expected a contacts CSV.', {
		hint: 'Pipe a file in, or name it in place of the -.',
	});
}

async function* bytesOf(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of stream) yield Buffer.from(chunk);
	} catch (error) {
		throw new ContactsFileError(`Standard input broke off: ${messageOf(error)}.`, { cause: error });
	}
}

/** @returns the digest in hex; undefined when there is no such file. */
export async function sha256Of(path: string): Promise<string | undefined> {
	const digest = createHash('sha256');
	try {
		for await (const bytes of createReadStream(path)) digest.update(bytes);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
	return digest.digest('hex');
}

function cannotKeep(directory: string, error: unknown): DiskError {
	return new DiskError(`Standard input could not be kept in a file in ${directory}: ${messageOf(error)}.`, {
		hint: 'Run where there is room and the right to write, or save the contacts in a file and name it.',
		cause: error,
	});
}
