import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Part of every API key in tests with real calls. */
export const CANARY = 'canary-key-5f3a';

/**
 * All temporary folders of the suite stand under one, where they stay until its end, beside all that the programs printed.
 * Then everything in there is searched for the key: it must be nowhere but in the files that tests give the program to
 * read it from (`*.env`).
 */
export default function keepEverythingWritten(project: TestProject): () => void {
	const root = mkdtempSync(join(tmpdir(), 'dialer-suite-'));
	project.config.env = { ...project.config.env, TMPDIR: root };
	return () => {
		const leaks = filesWithKey(root);
		if (leaks.length === 0) {
			rmSync(root, { recursive: true, force: true });
			return;
		}
		process.exitCode = 1; // what is thrown here is told and does not fail the suite
		throw new Error(`The API key was written to:\n${leaks.join('\n')}`);
	};
}

/** Keeps what a program printed for the search. */
export function keepPrinted(command: string | undefined, printed: string): void {
	appendFileSync(join(tmpdir(), 'printed.txt'), `$ dialer ${command}\n${printed}\n`);
}

/** Paths of the files under `folder` that hold the key, as it is or in base64. */
export function filesWithKey(folder: string): string[] {
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && !entry.name.endsWith('.env'))
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((path) => holdsKey(readFileSync(path, 'latin1')));
}

/** Ten signs of the key tell it; base64 has three ways to write them, by what stands before. */
const SIGNS = CANARY.slice(0, 10);
const NEEDLES = [
	SIGNS,
	...['', '-', '--'].map((before) =>
		Buffer.from(before + SIGNS)
			.toString('base64')
			.slice(before === '' ? 0 : 4, 12),
	),
];

export function holdsKey(text: string): boolean {
	return NEEDLES.some((needle) => text.includes(needle));
}
