import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../runtime/errors.js';

/**
 * The files that a run writes by their real places, so that one campaign reached by two names has one lock.
 * @throws UsageError when two of them, or one of them and the contacts, are the same file: one would overwrite the other.
 */
export function separateFiles<Files extends Readonly<Record<string, string>>>(contacts: string, written: Files): Files {
	const places = Object.entries(written).map(([name, path]) => [name, realPlace(path)] as const);
	const all = [['contacts', realPlace(contacts)] as const, ...places];
	for (const [index, [one, place]] of all.entries()) {
		const other = all.slice(index + 1).find(([, path]) => resolve(path) === resolve(place));
		if (other === undefined) continue;
		throw new UsageError(`The ${one} and the ${other[0]} are one file: ${place}.`, {
			hint: 'Give each a file of its own.',
		});
	}
	return Object.fromEntries(places) as Files;
}

/** Where the lock of a campaign file stands: beside its real place, by whatever name it is reached. */
export function lockPlace(path: string): string {
	return `${realPlace(path)}.lock`;
}

/** With all links followed, also one to a file that is not there yet. The path itself where no link is. */
function realPlace(path: string): string {
	const target = linkTarget(path);
	const real = realOf(path) ?? target ?? join(realOf(dirname(path)) ?? dirname(path), basename(path));
	return resolve(real) === resolve(path) ? path : real;
}

function realOf(path: string): string | undefined {
	try {
		return realpathSync(path);
	} catch {
		return undefined; // not there: whoever opens it says so
	}
}

/** Where a chain of links ends that leads to no file. */
function linkTarget(path: string): string | undefined {
	let place = path;
	// As many as Linux follows; a ring of links has no end.
	for (let links = 0; links < 40; links += 1) {
		try {
			const folder = realOf(dirname(place)) ?? dirname(place);
			place = resolve(folder, readlinkSync(place));
		} catch {
			return links === 0 ? undefined : join(realOf(dirname(place)) ?? dirname(place), basename(place));
		}
	}
	return undefined;
}
