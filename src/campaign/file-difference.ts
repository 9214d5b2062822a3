import type { ContactHashes, ContactsPrint, ContactsPrinter } from '../contacts/contacts-print.js';
import { type Pair, PairSketch } from '../contacts/pair-sketch.js';

/** How a contact of the present file stands to the file of the last run; `unknown`: too much was changed to tell. */
export type Difference = 'added' | 'number' | 'text' | 'same' | 'unknown';

/** Contacts of one file that are not in another like that, by their key; the values are what they have there. */
interface Differing {
	readonly come: ReadonlyMap<number, number>;
	readonly gone: ReadonlyMap<number, number>;
}

/**
 * What two prints of a contacts file tell of its contacts. A few hundred changed ones are told one by one; so is any
 * number of contacts added behind the others. Beyond that only how many there are.
 */
export class FileDifference {
	readonly #before: ContactsPrint | undefined;
	readonly #now: ContactsPrint;
	readonly #numbers: Differing | undefined;
	readonly #texts: Differing | undefined;
	/** Set when the contacts of the last run all stand before those that came. */
	#appended = false;
	#appendedTexts = false;

	/** `before`: undefined when the checkpoint holds no print. */
	constructor(before: ContactsPrint | undefined, now: ContactsPrint) {
		this.#before = before;
		this.#now = now;
		this.#numbers = differing(before?.numbers, now.numbers);
		this.#texts = differing(before?.texts, now.texts);
	}

	/** Whether all contacts that came, went or have another number are known; and those whose text was changed. */
	get numbersKnown(): boolean {
		return this.#numbers !== undefined || this.#appended;
	}

	get textsKnown(): boolean {
		return this.#texts !== undefined || this.#appendedTexts;
	}

	get reordered(): boolean {
		return this.#numbers?.come.size === 0 && this.#numbers.gone.size === 0 && this.#before?.order !== this.#now.order;
	}

	/** Whether it is certain that the two files have a contact in common. */
	get related(): boolean {
		return this.#numbers !== undefined && this.#numbers.come.size < this.#now.contacts;
	}

	/** Keys (hashes) of contacts that went. */
	gone(): Set<number> {
		const { come, gone } = this.#numbers ?? NOTHING;
		return new Set([...gone.keys()].filter((key) => !come.has(key)));
	}

	/** How the contact differs that `printer` was just given; all before it must have been given in their order. */
	of({ key, to, text }: ContactHashes, printer: ContactsPrinter): Difference {
		const numbers = this.#numbers;
		if (numbers === undefined) return this.#ofMany(printer);
		if (numbers.come.get(key) === to) return numbers.gone.has(key) ? 'number' : 'added';
		return this.#texts?.come.get(key) === text && this.#texts.gone.has(key) ? 'text' : 'same';
	}

	#ofMany({ contacts, order, textOrder }: ContactsPrinter): Difference {
		if (contacts === this.#before?.contacts) {
			this.#appended = order === this.#before.order;
			this.#appendedTexts = this.#appended && textOrder === this.#before.textOrder;
		}
		return this.#appended && contacts > (this.#before?.contacts ?? 0) ? 'added' : 'unknown';
	}
}

const NOTHING: Differing = { come: new Map(), gone: new Map() };

function differing(before: string | undefined, now: string): Differing | undefined {
	const sketches = [before ?? '', now].map((text) => PairSketch.parse(text));
	const [old, fresh] = sketches;
	const found = old === undefined ? undefined : fresh?.since(old);
	return found && { come: byKey(found.come), gone: byKey(found.gone) };
}

function byKey(pairs: readonly Pair[]): Map<number, number> {
	return new Map(pairs.map(({ key, value }) => [key, value]));
}
