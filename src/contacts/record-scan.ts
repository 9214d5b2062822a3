import { type Line, LONGEST_LINE_BYTES } from './read-lines.js';

/** How the file writes its records. */
export interface Dialect {
	/** One character. */
	readonly delimiter: string;
	readonly lineEnd: '\n' | '\r';
	/** Cells of the header; undefined while the header is not known. */
	readonly columns: number | undefined;
}

/** `open`: the record goes on in the next line. `damaged`: it is no CSV, and why. */
export type ScanState =
	| { readonly kind: 'open' }
	| { readonly kind: 'complete' }
	| { readonly kind: 'damaged'; readonly why: string };

/** A quoted cell that runs on beyond this was not meant to: its closing quote is missing. */
const LONGEST_CELL_LINES = 100;
const LONGEST_CELL_CHARACTERS = 65_536;

const OPEN: ScanState = { kind: 'open' };
const COMPLETE: ScanState = { kind: 'complete' };

/**
 * Follows the quotes of one record, line by line.
 *
 * A quote opens a quoted cell only at the beginning of a cell and closes it only before a delimiter or a line end; two of
 * them inside are one. Elsewhere a quote is a character like any other, as spreadsheets have it.
 */
export class RecordScan {
	readonly #dialect: Dialect;
	#cells = 1;
	#open = false;
	#lines = 0;
	#characters = 0;
	/** `#lines` and `#characters` as they were before the line on which the open cell began. */
	#openedAfter = { lines: 0, characters: 0 };

	constructor(dialect: Dialect) {
		this.#dialect = dialect;
	}

	add(line: Line): ScanState {
		if (line.cut) return damaged(`line ${line.number}, which it runs into, is longer than 1 MiB`);
		if (!this.#follow(withoutReturn(line.text, this.#dialect)))
			return damaged(`other text follows the quote that closes it on line ${line.number}`);
		this.#lines++;
		this.#characters += line.text.length + 1;
		return this.#open ? this.#withinLimits(line) : this.#fitting(line);
	}

	/** @returns false when text follows a closing quote. */
	#follow(text: string): boolean {
		const { delimiter } = this.#dialect;
		let at = 0;
		for (;;) {
			if (this.#open) {
				at = closingQuote(text, at);
				if (at === -1) return true;
				this.#open = false;
				at++;
				if (at === text.length) return true;
				if (text[at] !== delimiter) return false;
			} else if (text[at] === '"') {
				this.#open = true;
				this.#openedAfter = { lines: this.#lines, characters: this.#characters };
				at++;
				continue;
			} else {
				at = text.indexOf(delimiter, at);
				if (at === -1) return true;
			}
			this.#cells++;
			at++;
		}
	}

	#withinLimits(line: Line): ScanState {
		const lines = this.#lines - this.#openedAfter.lines;
		const characters = this.#characters - this.#openedAfter.characters;
		const within =
			lines < LONGEST_CELL_LINES && characters <= LONGEST_CELL_CHARACTERS && this.#characters <= LONGEST_LINE_BYTES;
		return within ? OPEN : damaged(`it is still open at the end of line ${line.number}`);
	}

	/** A record over several lines that has not the header's cells took up rows that are not its own. */
	#fitting(line: Line): ScanState {
		const { columns = this.#cells } = this.#dialect;
		if (this.#lines === 1 || this.#cells === columns) return COMPLETE;
		return damaged(`closed on line ${line.number}, the row has ${this.#cells} cells where the header has ${columns}`);
	}
}

/** The text without the CR of its CRLF. */
export function withoutReturn(text: string, dialect: Dialect): string {
	return dialect.lineEnd === '\n' && text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** Where the next quote stands that is not one of a pair, or -1. */
function closingQuote(text: string, from: number): number {
	let at = text.indexOf('"', from);
	while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
	return at;
}

function damaged(why: string): ScanState {
	return { kind: 'damaged', why };
}
