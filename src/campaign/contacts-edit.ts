/**
 * What was changed in the contacts file since the last run, and so what a run does with each change. One pass over the
 * file; what it keeps are counts and a few examples.
 */
import type { Contact, Row } from '../contacts/contact.js';
import type { ContactTable } from '../contacts/contact-table.js';
import { ContactsPrinter } from '../contacts/contacts-print.js';
import { hash32 } from '../contacts/pair-sketch.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import type { CampaignState } from '../journal/state.js';
import { judge, type RowVerdict } from '../results/judge.js';
import { type Difference, FileDifference } from './file-difference.js';

/** Every kind of change that is told, in the order in which they are. */
export const EDIT_KINDS = [
	'added',
	'returned',
	'rung_before',
	'removed_settled',
	'removed_open',
	'removed_pending',
	'number_settled',
	'number_open',
	'number_pending',
	'text_pending',
	'text_begun',
	'texts',
	'reordered',
	'many',
] as const;

export type EditKind = (typeof EDIT_KINDS)[number];

export interface Change {
	readonly kind: EditKind;
	/** Contacts; absent where it cannot be told. */
	readonly count?: number;
	/** The first few of them; `line` is absent when the contact is no longer in the file. */
	readonly examples: readonly { readonly line?: number; readonly contact: string }[];
}

export interface ContactsEdit {
	/** Rows of the file as the last run found it, and now. */
	readonly rowsBefore: number;
	readonly rowsNow: number;
	/** Empty when none of the changes concerns a contact. */
	readonly changes: readonly Change[];
}

/** Where the rows of the present file stand. */
export interface Survey {
	readonly todo: number;
	readonly settled: number;
	readonly duplicate: number;
	/** Undefined when the file is that of the last run. */
	readonly edit: ContactsEdit | undefined;
}

/** Where a contact stood when the file was edited. */
export type Standing = 'pending' | 'open' | 'settled';

const EXAMPLES = 3;

/** @throws ContactsFileError when the file was changed since `table` was made. */
export async function surveyContacts(file: ContactsFile, table: ContactTable, state: CampaignState): Promise<Survey> {
	const counts = { todo: 0, settled: 0, duplicate: 0 };
	const edited = state.file?.sha256 !== table.sha256;
	const report = edited ? new EditReport(file, table, state) : undefined;
	for await (const rows of file.rows()) {
		for (const row of rows) {
			const verdict = judge(row, table, state);
			if (verdict.kind === 'invalid') continue;
			const standing = standingOf(verdict.contact.key, state);
			if (verdict.kind === 'duplicate' || verdict.kind === 'rung_before') counts.duplicate += 1;
			else if (standing === 'settled') counts.settled += 1;
			else if (standing === 'pending') counts.todo += 1;
			report?.row(row, verdict, standing);
		}
	}
	return { ...counts, edit: report?.end() };
}

/**
 * What a change means for one contact of the present file; undefined when nothing is to be told of it.
 * @param otherNumber whether the contact was called, or is being called, under another number than its row has now.
 */
export function changeOf(
	difference: Difference,
	standing: Standing,
	verdict: RowVerdict['kind'],
	otherNumber: boolean,
): EditKind | undefined {
	if (verdict === 'rung_before') return difference === 'same' || difference === 'text' ? undefined : 'rung_before';
	if (standing === 'pending') return PENDING[difference];
	if (otherNumber && difference !== 'same' && difference !== 'text')
		return standing === 'open' ? 'number_open' : 'number_settled';
	return BEGUN[difference];
}

const PENDING: Readonly<Record<Difference, EditKind | undefined>> = {
	added: 'added',
	number: 'number_pending',
	text: 'text_pending',
	same: undefined,
	unknown: undefined,
};

const BEGUN: Readonly<Record<Difference, EditKind | undefined>> = {
	added: 'returned',
	number: 'returned', // to the number that it was called under
	text: 'text_begun',
	same: undefined,
	unknown: undefined,
};

function standingOf(key: string, state: CampaignState): Standing {
	if (state.isSettled(key)) return 'settled';
	return state.openAttempt(key) === undefined ? 'pending' : 'open';
}

class EditReport {
	readonly #table: ContactTable;
	readonly #state: CampaignState;
	readonly #rowsBefore: number;
	readonly #printer: ContactsPrinter;
	readonly #difference: FileDifference;
	/** Keys (hashes) of contacts that went and were not met in another role. */
	readonly #gone: Set<number>;
	/** Contacts whose row stays although it may no longer be called: they did not go. */
	readonly #kept = new Set<string>();
	readonly #changes = new Map<EditKind, { count: number; examples: { line?: number; contact: string }[] }>();

	constructor(file: ContactsFile, table: ContactTable, state: CampaignState) {
		this.#table = table;
		this.#state = state;
		this.#rowsBefore = state.rows;
		this.#printer = new ContactsPrinter(file);
		this.#difference = new FileDifference(state.file?.print, table.print);
		this.#gone = this.#difference.gone();
	}

	row(row: Row, verdict: RowVerdict & { contact: Contact }, standing: Standing): void {
		if (verdict.kind === 'duplicate') return;
		const { contact } = verdict;
		const kind = changeOf(this.#differenceOf(row, contact), standing, verdict.kind, this.#hasOtherNumber(contact));
		if (kind !== undefined) this.#add(kind, { line: row.line, contact: contact.key });
	}

	end(): ContactsEdit {
		this.#removed();
		if (this.#difference.reordered) this.#changes.set('reordered', { count: 0, examples: [] });
		if (!this.#difference.numbersKnown) this.#changes.set('many', { count: 0, examples: [] });
		else if (!this.#difference.textsKnown) this.#changes.set('texts', { count: 0, examples: [] });
		const changes = EDIT_KINDS.flatMap((kind) => {
			const { count, examples } = this.#changes.get(kind) ?? { count: -1, examples: [] };
			return count < 0 ? [] : [{ kind, ...(count === 0 ? {} : { count }), examples }];
		});
		return { rowsBefore: this.#rowsBefore, rowsNow: this.#table.rows, changes };
	}

	#differenceOf(row: Row, contact: Contact): Difference {
		if (this.#table.has(contact.key)) return this.#difference.of(this.#printer.add(row, contact), this.#printer);
		// A row that is kept for its past, with a number that is another row's.
		this.#kept.add(contact.key);
		const known = this.#difference.numbersKnown;
		return !known ? 'unknown' : this.#gone.delete(hash32(contact.key)) ? 'number' : 'same';
	}

	#hasOtherNumber({ key, to }: Contact): boolean {
		const open = this.#state.openAttempt(key);
		return open === undefined ? this.#state.ringerOf(to) !== key : open.to !== to;
	}

	#removed(): void {
		const { numbersKnown } = this.#difference;
		for (const contact of this.#state.contacts()) {
			if (this.#table.has(contact) || this.#kept.has(contact)) continue;
			const standing = standingOf(contact, this.#state);
			if (standing === 'pending' || (numbersKnown && !this.#gone.delete(hash32(contact)))) continue;
			this.#add(standing === 'open' ? 'removed_open' : 'removed_settled', { contact });
		}
		if (numbersKnown && this.#gone.size > 0)
			this.#changes.set('removed_pending', { count: this.#gone.size, examples: [] });
	}

	#add(kind: EditKind, example: { line?: number; contact: string }): void {
		const change = this.#changes.get(kind) ?? { count: 0, examples: [] };
		change.count += 1;
		if (change.examples.length < EXAMPLES) change.examples.push(example);
		this.#changes.set(kind, change);
	}
}
