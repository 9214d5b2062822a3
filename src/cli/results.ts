import { randomBytes } from 'node:crypto';
import { lockPlace } from '../campaign/files.js';
import { inspectCampaign } from '../campaign/inspect.js';
import { acquireLock } from '../journal/lock.js';
import { plural } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';
import { writeResults } from '../results/results-csv.js';
import { SummaryCount } from '../results/summary.js';
import { systemClock } from '../runtime/clock.js';
import { systemDisk } from '../runtime/disk.js';
import { EXIT } from '../runtime/exit-codes.js';
import type { FileLock } from '../runtime/file-lock.js';
import { systemProcesses } from '../runtime/processes.js';
import { campaignFiles } from './campaign-files.js';
import type { FileFlags } from './command-flags.js';
import type { Io } from './io.js';

/** `dialer results`. @throws DialerError */
export async function resultsCommand(io: Io, contacts: string, flags: FileFlags): Promise<number> {
	const { checkpoint, results } = campaignFiles(contacts, flags);
	const source = await inspectCampaign(contacts, checkpoint);
	const lock = lockForWriting(results);
	try {
		const count = new SummaryCount();
		await writeResults(systemDisk, results, source, { visit: (outcome) => count.add(outcome) });
		io.stdout.write(`${printable(results)}: ${plural(count.summary().rows, 'row')}\n`);
		return EXIT.settled;
	} finally {
		lock.release();
	}
}

/** A run under way, or one that begins meanwhile, would write to the same file. */
function lockForWriting(results: string): FileLock {
	return acquireLock(
		lockPlace(results),
		randomBytes(8).toString('hex'),
		systemClock.now(),
		systemProcesses,
		'write to the same results file',
	);
}
