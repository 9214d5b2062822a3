import { inspectCampaign } from '../campaign/inspect.js';
import { lockHolder } from '../journal/lock.js';
import { writeResults } from '../results/results-csv.js';
import { SummaryCount } from '../results/summary.js';
import { LockedError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import { campaignFiles } from './campaign-files.js';
import type { FileFlags } from './command-flags.js';
import type { Io } from './io.js';

/** `dialer results`. @throws DialerError */
export async function resultsCommand(io: Io, contacts: string, flags: FileFlags): Promise<number> {
	const { checkpoint, results } = campaignFiles(contacts, flags);
	const holder = lockHolder(`${checkpoint}.lock`);
	if (holder !== undefined && flags.results === undefined) {
		throw new LockedError(`Process ${holder.pid} on ${holder.host} is writing ${results} just now.`, {
			hint: 'Wait for the run to end, or write the results elsewhere with --results <file>.',
		});
	}
	const source = await inspectCampaign(contacts, checkpoint);
	const count = new SummaryCount();
	await writeResults(
		results,
		source,
		() => true,
		(outcome) => count.add(outcome),
	);
	io.stdout.write(`${results}: ${count.summary().rows} rows\n`);
	return EXIT.settled;
}
