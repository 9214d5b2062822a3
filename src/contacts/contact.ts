/** Priority class of a contact: `high` goes first, but one start in five is kept for `bulk`. */
export type Lane = 'high' | 'bulk';

/** A row that can be called. */
export interface Contact {
	/**
	 * Identity across runs and edits of the file: the id cell if there is an id column and it is filled, else the number.
	 * Written `id:<id>` or `<E.164>`, so that an id can never be taken for a number.
	 */
	readonly key: string;
	/** The number to ring, E.164. */
	readonly to: string;
	readonly lane: Lane;
	/** Every column but the number's, by its header as it stands in the file; values are the cells as they stand. */
	readonly variables: Readonly<Record<string, string>>;
}

/** Why a row cannot be called: a stable code for machines, a sentence for people. */
export interface RowProblem {
	readonly code: string;
	readonly message: string;
}

/** One data row of the contacts file, in input order. */
export interface Row {
	/** 0 for the first row under the header. */
	readonly index: number;
	/** Line of the file on which the row begins; the header stands on line 1. */
	readonly line: number;
	/** Cells as they stand in the file, as many as the header has. */
	readonly cells: readonly string[];
	/** The contact, or why the row is none. Duplicates are not decided here: they depend on the rows before. */
	readonly content: Contact | RowProblem;
}

/** What is to be done with a row, decided with all rows before it in view. */
export type Verdict =
	| { readonly kind: 'callable'; readonly contact: Contact }
	/** `leadsKey`: no callable row has this contact's key, and no duplicate before it. */
	| { readonly kind: 'duplicate'; readonly contact: Contact; readonly firstLine: number; readonly leadsKey: boolean }
	| { readonly kind: 'invalid'; readonly problem: RowProblem };
