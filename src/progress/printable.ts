import { stripVTControlCharacters } from 'node:util';

/** From here on a character may fill two cells of a terminal (the first wide ones are Hangul Jamo, Unicode UAX #11). */
const FIRST_WIDE = 0x1100;

/**
 * Text from outside (contact keys, the provider's messages) made harmless for a terminal: no escape sequences, no C0 or
 * C1 control characters, no line breaks of any kind, nothing that is not seen (marks of the reading direction, zero width,
 * halves of pairs), no accents piled over the lines above.
 */
export function printable(text: string): string {
	return stripVTControlCharacters(text)
		.replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu, '')
		.replace(/(\p{M}{4})\p{M}+/gu, '$1')
		.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
		.trim();
}

/** The cells of a terminal that `text` fills at most; more for some characters than a terminal really takes, never less. */
export function cellsOf(text: string): number {
	let cells = 0;
	for (const character of text) cells += (character.codePointAt(0) ?? 0) >= FIRST_WIDE ? 2 : 1;
	return cells;
}
