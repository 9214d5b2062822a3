import { closeSync, fchmodSync, fstatSync, openSync } from 'node:fs';
import { systemCode } from './errors.js';

/** Only the owner may read what names people and numbers. */
export const PRIVATE_MODE = 0o600;
const OTHERS = 0o077;

/**
 * The permission bits of an open file that others than its owner may read or change; undefined when none may, and on
 * Windows, which has no such bits.
 */
export function openToOthers(descriptor: number): number | undefined {
	const mode = fstatSync(descriptor).mode & 0o777;
	return process.platform !== 'win32' && (mode & OTHERS) !== 0 ? mode : undefined;
}

/** Takes the rights of others away from an open file, however it came by them: an earlier version, a copy, an edit. */
export function makePrivate(descriptor: number): void {
	if (openToOthers(descriptor) === undefined) return;
	try {
		fchmodSync(descriptor, PRIVATE_MODE);
	} catch (error) {
		// The file is another user's, or lies where there are no such rights (FAT, some network shares).
		if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
	}
}

/** The same for a file that is not open. @throws what the system says when it cannot be opened. */
export function makePrivateAt(path: string): void {
	const descriptor = openSync(path, 'r');
	try {
		makePrivate(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
