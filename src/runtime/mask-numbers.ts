import { createHmac, type KeyObject } from 'node:crypto';

/** Hides most of each phone number, the same way each time, so that lines about one number can still be joined. */
export interface NumberMask {
	/** For words: numbers in whatever form people write them. */
	text(words: string): string;
	/** For ids, which are full of digits: numbers in international form only. */
	id(id: string): string;
}

/** A plus, as it is or as addresses, JSON and HTML write it, and ten digits or more, or digits in groups of any kind. */
const INTERNATIONAL =
	/(?:\+|%2[bB]|\\u002[bB]|&#43;) ?(?:[1-9]\d{9,17}(?!\d)|\(?[1-9](?:[ .()\u00a0-]{0,3}\d){6,17}(?!\d))/g;
/** Groups of at least two digits that belong to no word. */
const NATIONAL = /(?<![\w+.*#])\(?\d{2,18}\)?(?:[ .()\u00a0-]{1,2}\d{2,18}){0,8}(?!\w)/g;
/** Digits that a number has, its country's code or the sign for dialing abroad included. */
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 18;

/** Of no help with holes in them, as names of files are. */
const DATE_OR_ADDRESS = /^\d{4}-\d\d-\d\d$|^\d{1,3}(?:\.\d{1,3}){3}$/;
const FILE_NAME = /^[^\s"',;]{0,200}\.(?:csv|tsv|txt|ndjson|json|ya?ml|env|tmp|lock)(?!\w)/;

/** The codes of one and two digits (ITU-T E.164); all others have three. */
const COUNTRY = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/**
 * `+12025550142` becomes `+1********42#1k3f9xz`: the country's code and the last two digits, and a short word that is made from
 * the whole number with `key`. Who has the key could try all numbers, so it should be random and not be kept.
 */
export function numberMask(key: KeyObject): NumberMask {
	const masked = (digits: string, plus: string) => {
		const country = plus === '' ? '' : (COUNTRY.exec(digits)?.[0] ?? '');
		const word = createHmac('sha256', key).update(digits).digest().readUInt32BE().toString(36).padStart(7, '0');
		return `${plus}${country}${'*'.repeat(digits.length - country.length - 2)}${digits.slice(-2)}#${word}`;
	};
	const id = (text: string) =>
		text.replace(INTERNATIONAL, (found) => masked(digitsOf(found.replace(/^(?:%2[bB]|\\u002[bB]|&#43;)/, '')), '+'));
	return {
		id,
		text: (words) =>
			id(words).replace(NATIONAL, (found, at: number, whole: string) => {
				const digits = digitsOf(found);
				const isNumber = digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS && !DATE_OR_ADDRESS.test(found);
				return isNumber && !isInFileName(whole, at) ? masked(digits, '') : found;
			}),
	};
}

function digitsOf(text: string): string {
	return text.replace(/\D/g, '');
}

function isInFileName(text: string, at: number): boolean {
	return FILE_NAME.test(text.slice(at, at + 220));
}
