import { FileJournal } from '../journal/journal.js';
import { acquireRunLocks } from '../journal/lock.js';
import type { JournalRecord } from '../journal/record.js';
import type { CampaignState, OpenAttempt } from '../journal/state.js';
import { writeResults } from '../results/results-csv.js';
import { UsageError } from '../runtime/errors.js';
import { openAppendFile } from '../runtime/files.js';
import { lockPlace } from './files.js';
import { type Inspected, inspectCampaign } from './inspect.js';
import type { CampaignHost } from './options.js';

/** An attempt of which it is not known whether it was placed. */
export interface Doubt {
	readonly open: OpenAttempt;
	/** The row's line in the contacts file; undefined when the contact is no longer in it. */
	readonly line: number | undefined;
}

/** What a person found out: rows by their line, `id:<id>` or number (E.164). */
export interface Decisions {
	readonly placed: readonly string[];
	readonly notPlaced: readonly string[];
}

interface Files {
	readonly contacts: string;
	readonly checkpoint: string;
	readonly results: string;
}

type Host = Pick<CampaignHost, 'clock' | 'newToken' | 'processes' | 'disk'>;

/** The attempts in doubt, in the order in which they were begun; live calls are not among them. */
export async function doubtsOf({ state, file }: Inspected): Promise<Doubt[]> {
	const open = state.open().filter((attempt) => attempt.state !== 'accepted');
	const lines = new Map<string, number>();
	if (open.length === 0) return [];
	const contacts = new Set(open.map(({ contact }) => contact));
	for await (const rows of file.rows()) {
		for (const { content, line } of rows) {
			if ('key' in content && contacts.has(content.key) && !lines.has(content.key)) lines.set(content.key, line);
		}
	}
	return open.map((attempt) => ({ open: attempt, line: lines.get(attempt.contact) }));
}

/**
 * Writes down what a person found out about attempts in doubt, nothing of it if any row is not in doubt, and rewrites the
 * results.
 * @returns the campaign as it is then.
 * @throws UsageError when a row is not in doubt or is named twice; LockedError while a run works on the campaign;
 * CheckpointError, ContactsFileError, DiskError
 */
export async function settleByHand(files: Files, decisions: Decisions, host: Host): Promise<Inspected> {
	const { checkpoint } = files;
	const locks = { checkpoint: lockPlace(checkpoint), results: lockPlace(files.results) };
	const lock = acquireRunLocks(locks, host.newToken(), host.clock.now(), host.processes);
	try {
		const campaign = await inspectCampaign(files.contacts, checkpoint);
		const doubts = await doubtsOf(campaign);
		const at = host.clock.now();
		const placed = decisions.placed.map((name) => placedRecord(doubtOf(name, doubts), campaign.state, at));
		const notPlaced = decisions.notPlaced.map((name) => notPlacedRecord(doubtOf(name, doubts), at));
		const records = [...placed, ...notPlaced];
		if (new Set(records.map(({ attempt }) => attempt)).size < records.length) {
			throw new UsageError('A row is named twice.', { hint: 'Say of each row once whether its call was placed.' });
		}
		await write(records, campaign, host, () => lock.expectHeld());
		await writeResults(host.disk, files.results, campaign);
		return campaign;
	} finally {
		lock.release();
	}
}

async function write(
	records: readonly JournalRecord[],
	{ checkpoint, bytes, state }: Inspected,
	host: Host,
	expectOurs: () => void,
) {
	const file = await openAppendFile(host.disk, checkpoint, bytes);
	// A failed write is told by close() as well.
	const journal = new FileJournal(file, state, host.clock, () => undefined, expectOurs);
	for (const record of records) journal.append(record);
	await journal.close();
}

function doubtOf(name: string, doubts: readonly Doubt[]): OpenAttempt {
	const isNamed = ({ open, line }: Doubt) => name === String(line) || name === open.contact || name === open.to;
	const doubt = doubts.find(isNamed);
	if (doubt !== undefined) return doubt.open;
	throw new UsageError(`Nothing is in doubt about ${/^\d+$/.test(name) ? `the row at line ${name}` : name}.`, {
		hint: 'Name rows by their line, by id:<id> or by +<number>; without --placed and --not-placed those in doubt are listed.',
	});
}

function placedRecord({ attempt, contact, to, provider }: OpenAttempt, state: CampaignState, at: number) {
	const message = 'its answer was lost; somebody looked it up and said that it was placed';
	const elsewhere = provider === undefined ? {} : { provider };
	const settled = { status: 'placed', outcome: 'unknown', message, reconciled: 'person', ...elsewhere } as const;
	return { type: 'ended', at, attempt, contact, result: { ...settled, to, ...state.tally(contact) } } as const;
}

function notPlacedRecord({ attempt, contact }: OpenAttempt, at: number) {
	const why = 'somebody looked it up and said that it was not placed';
	return { type: 'not_placed', at, attempt, contact, why } as const;
}
