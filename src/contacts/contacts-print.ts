import type { Contact, Row } from './contact.js';
import { hash32, mixed, PairSketch } from './pair-sketch.js';

/**
 * What is kept of a contacts file, so that a later look at it can tell what was edited. Of its callable contacts only:
 * nothing is done with other rows.
 */
export interface ContactsPrint {
	/** How many. */
	readonly contacts: number;
	/** Of their keys and numbers in their order, and of their text in that order. */
	readonly order: number;
	readonly textOrder: number;
	/** Sketches of (key, number) and (key, text). */
	readonly numbers: string;
	readonly texts: string;
}

/** A contact as a print knows it, 32 bits each; its text is every cell but the number's. */
export interface ContactHashes {
	readonly key: number;
	readonly to: number;
	readonly text: number;
}

/** Takes the print of a contacts file, row by row. */
export class ContactsPrinter {
	readonly #phone: number;
	readonly #header: number;
	readonly numbers = new PairSketch();
	readonly texts = new PairSketch();
	contacts = 0;
	order = 0;
	textOrder = 0;

	/** `phone`: the number's column. */
	constructor({ header, columns }: { header: readonly string[]; columns: { readonly phone: number } }) {
		this.#phone = columns.phone;
		this.#header = this.#textHash(header, 0);
	}

	/** @param contact of a row that may be called. */
	add(row: Row, contact: Contact): ContactHashes {
		const key = hash32(contact.key);
		const to = hash32(contact.to);
		const text = this.#textHash(row.cells, this.#header);
		this.numbers.add({ key, value: to });
		this.texts.add({ key, value: text });
		this.contacts += 1;
		this.order = mixed(this.order + mixed(key ^ Math.imul(to, 31)));
		this.textOrder = mixed(this.textOrder + text);
		return { key, to, text };
	}

	print(): ContactsPrint {
		const { contacts, order, textOrder } = this;
		return { contacts, order, textOrder, numbers: String(this.numbers), texts: String(this.texts) };
	}

	#textHash(cells: readonly string[], seed: number): number {
		let hash = seed;
		cells.forEach((cell, column) => {
			if (column !== this.#phone) hash = hash32(cell, hash + column);
		});
		return hash;
	}
}
