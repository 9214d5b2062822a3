import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of the running test's own, there until the suite's end (test/helpers/written.ts). */
export async function tempFolder(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'dialer-unit-'));
}
