import type { Contact, Row } from '../contacts/contact.js';
import type { ContactResult } from '../journal/record.js';

/** A contact to be called, with the row that it came from. */
export interface WorkItem {
	readonly contact: Contact;
	readonly row: Row;
	/** How often this run was refused the configuration with it, by the provider that it was tried with last. */
	readonly configRefusals?: { readonly by: string; readonly times: number };
}

/**
 * Where the dispatcher takes its work from. The one in `lanes.ts` reads the contacts file; a shared queue can take its
 * place without a change to the dispatcher.
 */
export interface Work {
	/** Whether there is a contact to take now; when not, one may still be given back. */
	ready(): Promise<boolean>;
	/** The next contact; only after `ready` said that there is one. */
	take(): WorkItem | undefined;
	/** Nothing rang: the contact goes to the head of its lane. */
	giveBack(item: WorkItem): void;
	/** Nothing rang, and trying again at once would not help: the contact goes to the end of its lane. */
	postpone(item: WorkItem): void;
	/** The contact is settled; its result is in the journal. */
	settle(item: WorkItem, result: ContactResult): void;
}

/** Another's work, of which nothing is to be had until the gate is opened. */
export class GatedWork implements Work {
	readonly #work: Work;
	#isOpen = false;

	constructor(work: Work) {
		this.#work = work;
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	open(): void {
		this.#isOpen = true;
	}

	async ready(): Promise<boolean> {
		return this.#isOpen && (await this.#work.ready());
	}

	take(): WorkItem | undefined {
		return this.#work.take();
	}

	giveBack(item: WorkItem): void {
		this.#work.giveBack(item);
	}

	postpone(item: WorkItem): void {
		this.#work.postpone(item);
	}

	settle(item: WorkItem, result: ContactResult): void {
		this.#work.settle(item, result);
	}
}
