import type { Lane } from '../contacts/contact.js';
import type { ContactTable } from '../contacts/contact-table.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import type { WorkItem } from '../dispatch/work.js';
import type { CampaignState } from '../journal/state.js';
import { judge } from '../results/judge.js';

/** The contacts of one lane that nothing has been begun for, streamed from the file. */
export async function* workItems(
	lane: Lane,
	file: ContactsFile,
	table: ContactTable,
	state: CampaignState,
): AsyncGenerator<WorkItem[]> {
	// Most files have one lane only: no need to read the whole file to find the other one empty.
	if (table.counts[lane] === 0) return;
	for await (const rows of file.rows()) {
		const items: WorkItem[] = [];
		for (const row of rows) {
			const verdict = judge(row, table, state);
			if (verdict.kind !== 'callable' || verdict.contact.lane !== lane) continue;
			const { contact } = verdict;
			if (state.isSettled(contact.key) || state.openAttempt(contact.key) !== undefined) continue;
			items.push({ contact, row });
		}
		if (items.length > 0) yield items;
	}
}
