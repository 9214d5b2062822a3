import {
	closeSync,
	fdatasyncSync,
	fstatSync,
	ftruncateSync,
	openSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import type { Disk } from '../../src/runtime/disk.js';
import { PRIVATE_MODE } from '../../src/runtime/private-files.js';

/** The real disk without a turn of the event loop, so that virtual time does not run on while it works. */
export const promptDisk: Disk = {
	open: async (path, how) => {
		const descriptor = openSync(path, how, PRIVATE_MODE);
		return {
			write: async (bytes, from) => writeSync(descriptor, bytes, from),
			datasync: async () => fdatasyncSync(descriptor),
			truncate: async (size) => ftruncateSync(descriptor, size),
			identity: async () => fstatSync(descriptor),
			close: async () => closeSync(descriptor),
		};
	},
	rename: async (from, to) => renameSync(from, to),
	remove: async (path) => rmSync(path, { force: true }),
	identity: async (path) => statSync(path, { throwIfNoEntry: false }),
	syncDirectory: async () => undefined,
};
