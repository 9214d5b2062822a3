import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LockHolder } from '../../../src/runtime/file-lock.js';
import type { Processes } from '../../../src/runtime/processes.js';
import { tempFolder } from '../runtime/temp-folder.js';

export const NOW = Date.UTC(2026, 0, 5, 9);

/**
 * A machine on which the processes with these numbers run, born as said, seen from the process `pid`. `tells`: what
 * distinguishes it from others beyond its name.
 */
export function machine(
	pid: number,
	born: Readonly<Record<number, string>>,
	host = 'here',
	tells: Partial<Pick<Processes, 'space' | 'machine'>> = {},
): Processes {
	const base = { pid, host, space: 'pid:[1]', machine: 'm1', ...tells };
	return { ...base, alive: (other) => other in born, born: (other) => born[other] ?? '' };
}

export function holder(fields: Partial<LockHolder> = {}): LockHolder {
	return {
		pid: 100,
		host: 'here',
		born: 'boot/100',
		space: 'pid:[1]',
		machine: 'm1',
		since: NOW,
		token: 'theirs',
		...fields,
	};
}

/** Where a lock may stand, in a folder of its own; with this content if one is given. */
export async function lockPath(content?: LockHolder | string): Promise<string> {
	const path = join(await tempFolder(), 'contacts.checkpoint.ndjson.lock');
	if (content !== undefined) await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
}
