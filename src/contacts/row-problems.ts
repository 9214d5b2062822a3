import type { RowProblem } from './contact.js';

/** Every reason for which a row cannot be called. Scripts match on the codes: one is never given another meaning. */
export const ROW_PROBLEMS = {
	no_phone: 'the phone cell is empty',
	no_country: 'a national number, and no default country was named',
	invalid_phone: 'not a number that any numbering plan has in use: too short, too long, or no number at all',
	premium_rate: 'a number that charges a premium to whoever calls it',
	emergency: 'an emergency service',
	extension: 'a number with an extension, which a dialer cannot key in',
	scientific_notation: 'a spreadsheet rounded the number (4.41E+11): its digits are lost',
	ragged_row: 'more or fewer cells than the header has',
	open_quote: 'a quoted cell that is not closed as CSV demands',
	line_too_long: 'a line of more than 1 MiB',
	id_on_two_numbers: 'an id that stands in an earlier row with another number',
} as const;

type RowProblemCode = keyof typeof ROW_PROBLEMS;

export function rowProblem(code: RowProblemCode, message: string): RowProblem {
	return { code, message };
}

/** A piece of the file for a message: in quotes, control characters visible, at most `most` characters of it. */
export function quoted(text: string, most = 40): string {
	return JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
}
