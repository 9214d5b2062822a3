import { createHash } from 'node:crypto';
import type { Contact, Row, Verdict } from './contact.js';
import { type ContactsPrint, ContactsPrinter } from './contacts-print.js';
import type { ContactsFile } from './read-csv.js';
import { quoted, rowProblem } from './row-problems.js';
import { changedFile } from './source-file.js';

/** How many rows got which verdict; `high` and `bulk` are the lanes of the callable ones. */
interface Counts {
	callable: number;
	high: number;
	bulk: number;
	duplicate: number;
	invalid: number;
}

/**
 * What one pass over the file keeps, so that every later pass gives each row the same verdict.
 *
 * Only a callable row claims its number and its id; a row that is invalid or a duplicate claims neither, so a later row
 * may still be called under that id. A number that was claimed before makes a duplicate, whatever the id; only then does
 * an id that was claimed before, necessarily with another number, make the row invalid.
 *
 * Memory: one map entry for each number and one for each id, about 60 bytes each; nothing for rows.
 */
export class ContactTable {
	readonly #path: string;
	readonly #printer: ContactsPrinter;
	/** E.164 -> line of the row that claimed it, negative when that row goes by its id. */
	readonly #numbers = new Map<string, number>();
	/** `id:<id>` -> line of the row that claimed it. */
	readonly #ids = new Map<string, number>();
	/** Key that no row before claimed -> line of its first duplicate. */
	readonly #unclaimed = new Map<string, number>();
	readonly #counts: Counts = { callable: 0, high: 0, bulk: 0, duplicate: 0, invalid: 0 };
	#rows = 0;
	#sha256 = '';

	private constructor(file: ContactsFile) {
		this.#path = file.path;
		this.#printer = new ContactsPrinter(file);
	}

	/** @throws ContactsFileError when the file cannot be read to its end. */
	static async scan(file: ContactsFile): Promise<ContactTable> {
		const table = new ContactTable(file);
		const digest = createHash('sha256');
		for await (const rows of file.rows((chunk) => digest.update(chunk))) {
			for (const row of rows) table.#add(row);
		}
		table.#sha256 = digest.digest('hex');
		return table;
	}

	/** Data rows of the file, whatever their verdict. */
	get rows(): number {
		return this.#rows;
	}

	/** Of the file's bytes, in hex. */
	get sha256(): string {
		return this.#sha256;
	}

	/** By which a later look at the file tells what was edited. */
	get print(): ContactsPrint {
		return this.#printer.print();
	}

	get counts(): Readonly<Counts> {
		return this.#counts;
	}

	/** Whether a callable contact has this key (`Contact.key`). */
	has(key: string): boolean {
		return this.#ids.has(key) || (this.#numbers.get(key) ?? -1) > 0;
	}

	/**
	 * @param row of any pass over the scanned file.
	 * @throws ContactsFileError when the row was not in the file that was scanned.
	 */
	verdict(row: Row): Verdict {
		const { content, line } = row;
		if ('code' in content) return { kind: 'invalid', problem: content };
		const claimed = Math.abs(this.#numbers.get(content.to) ?? Number.POSITIVE_INFINITY);
		if (claimed < line) {
			const leadsKey = this.#unclaimed.get(content.key) === line && !this.has(content.key);
			return { kind: 'duplicate', contact: content, firstLine: claimed, leadsKey };
		}
		if (claimed === line) return { kind: 'callable', contact: content };
		const idLine = this.#ids.get(content.key);
		if (idLine === undefined || idLine >= line) throw changedFile(this.#path);
		return { kind: 'invalid', problem: idOnTwoNumbers(content, idLine) };
	}

	#add(row: Row): void {
		if (!('code' in row.content)) this.#claim(row.content, row.line);
		const verdict = this.verdict(row);
		this.#rows++;
		this.#counts[verdict.kind]++;
		if (verdict.kind === 'duplicate') this.#passOver(verdict.contact.key, row.line);
		if (verdict.kind !== 'callable') return;
		this.#counts[verdict.contact.lane]++;
		this.#printer.add(row, verdict.contact);
	}

	#claim({ key, to }: Contact, line: number): void {
		const hasId = key !== to;
		if (this.#numbers.has(to) || (hasId && this.#ids.has(key))) return;
		this.#numbers.set(flat(to), hasId ? -line : line);
		if (hasId) this.#ids.set(flat(key), line);
	}

	/** A duplicate claims nothing; but if its contact was called once under another number, this is where that is told. */
	#passOver(key: string, line: number): void {
		if (!this.has(key) && !this.#unclaimed.has(key)) this.#unclaimed.set(flat(key), line);
	}
}

function idOnTwoNumbers({ key, to }: Contact, line: number) {
	const id = quoted(key.slice('id:'.length));
	return rowProblem('id_on_two_numbers', `The id ${id} stands on line ${line} with another number than ${to}.`);
}

/**
 * A copy of the characters alone. Strings put together or cut out of others keep the whole of those in memory, which
 * over a million entries is the larger part.
 */
function flat(text: string): string {
	return Buffer.from(text).toString();
}
