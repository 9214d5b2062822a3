import { ContactTable } from '../contacts/contact-table.js';
import { type ContactsOptions, openContacts } from '../contacts/read-csv.js';
import { readCampaignRecord, replay } from '../journal/replay.js';
import type { ResultsSource } from '../results/results-csv.js';
import { CheckpointError } from '../runtime/errors.js';
import { checkSameContacts } from './checkpoint.js';

/**
 * How the contacts file is to be read: as told, and where nothing is told, as the campaign that its checkpoint is of read
 * it. So a campaign is resumed, verified and reported without repeating its flags.
 */
export async function readingOf(options: {
	readonly checkpoint: string;
	readonly country?: string | undefined;
	readonly map?: Readonly<Record<string, string>> | undefined;
	readonly restart?: boolean;
}): Promise<ContactsOptions> {
	const recorded = options.restart ? undefined : (await readCampaignRecord(options.checkpoint))?.reading;
	const country = options.country ?? recorded?.country;
	const map = options.map ?? recorded?.map;
	return { ...(country === undefined ? {} : { country }), ...(map === undefined ? {} : { map }) };
}

/** A campaign as its files tell of it. */
export interface Inspected extends ResultsSource {
	readonly checkpoint: string;
	/** Bytes of the checkpoint's whole records. */
	readonly bytes: number;
}

/**
 * A campaign's files as they are, for looking only: nothing is written and no lock is taken.
 * @throws CheckpointError when nothing has been begun; ContactsFileError
 */
export async function inspectCampaign(contacts: string, checkpoint: string): Promise<Inspected> {
	const reading = await readingOf({ checkpoint });
	const file = await openContacts(contacts, reading);
	const found = await replay(checkpoint);
	if (found?.state.campaign === undefined) throw noCampaign(contacts, checkpoint);
	const table = await ContactTable.scan(file);
	checkSameContacts(found, checkpoint, reading, file, table);
	return { file, table, state: found.state, checkpoint, bytes: found.bytes };
}

export function noCampaign(contacts: string, checkpoint: string): CheckpointError {
	return new CheckpointError(`No campaign has been begun for ${contacts}: ${checkpoint} is not there.`, {
		hint: `Begin one with: dialer run ${contacts}`,
	});
}
