import type { CountryCode } from 'libphonenumber-js/max';
import type { RowProblem } from './contact.js';
import { readPhone } from './phone.js';

/**
 * Numbers of rows that were read before. A file is read several times in one run and reading a number is the costly part
 * of it; remembering one takes 8 bytes a row, because the at most 15 digits of E.164 fit into a double. Problems are not
 * remembered: they are rare and want their words.
 */
export class KnownNumbers {
	readonly #country: CountryCode | undefined;
	#digits = new Float64Array(1_024);

	constructor(country: CountryCode | undefined) {
		this.#country = country;
	}

	/** As `readPhone`; `index` is the row's, and a row's cell must be the same every time (a changed file is an error). */
	read(index: number, cell: string): string | RowProblem {
		const known = this.#digits[index] ?? 0;
		if (known > 0) return `+${known}`;
		const read = readPhone(cell, this.#country);
		if (typeof read === 'string') this.#remember(index, Number(read.slice(1)));
		return read;
	}

	#remember(index: number, digits: number): void {
		if (index >= this.#digits.length) {
			const larger = new Float64Array(Math.max(index + 1, this.#digits.length * 2));
			larger.set(this.#digits);
			this.#digits = larger;
		}
		this.#digits[index] = digits;
	}
}
