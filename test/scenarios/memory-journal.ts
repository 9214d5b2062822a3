import type { Journal } from '../../src/journal/journal.js';
import type { JournalRecord } from '../../src/journal/record.js';
import { CampaignState } from '../../src/journal/state.js';

/** A journal without a disk: a record is as safe as it will ever be when it has been added. */
export class MemoryJournal implements Journal {
	readonly state = new CampaignState();
	#records = 0;

	append(record: JournalRecord): void {
		this.state.apply(record, this.#records++);
	}

	commit(record: JournalRecord): Promise<void> {
		this.append(record);
		return Promise.resolve();
	}

	flush(): Promise<void> {
		return Promise.resolve();
	}

	close(): Promise<void> {
		return Promise.resolve();
	}
}
