import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the running test's own, gone when that test is over. */
export async function tempFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'dialer-unit-'));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	return folder;
}
