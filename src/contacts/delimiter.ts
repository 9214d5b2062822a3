import { parseCells } from './parse-cells.js';
import type { Line } from './read-lines.js';
import { splitRecords } from './split-records.js';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Lines looked at: enough to see a pattern, few enough that it costs nothing. */
const SAMPLE_LINES = 50;

interface Guess {
	delimiter: string;
	/** Whether the header, cut at this delimiter, names a column we know. */
	known: boolean;
	columns: number;
	/** Share of the sample's rows that have as many cells as the header, 0 to 1. */
	share: number;
}

/**
 * Finds what separates the cells: first the delimiter that brings a known column to light, then the one by which most
 * rows have as many cells as the header, then the one that gives more columns. A comma, when the file has one column.
 * @param isKnown whether cells of a first row are a header that is understood.
 */
export function sniffDelimiter(
	lines: readonly Line[],
	lineEnd: '\n' | '\r',
	isKnown: (header: readonly string[]) => boolean,
): string {
	const sample = lines.slice(0, SAMPLE_LINES);
	const guesses: Guess[] = [];
	for (const delimiter of DELIMITERS) {
		const dialect = { delimiter, lineEnd, columns: undefined };
		const { records } = splitRecords(sample, dialect, true);
		const [header = [], ...rows] = parseCells(
			records.filter((record) => record.fault === undefined),
			dialect,
		);
		const fitting = rows.filter((row) => row.length === header.length).length;
		const share = rows.length === 0 ? 1 : fitting / rows.length;
		guesses.push({ delimiter, known: isKnown(header), columns: header.length, share });
	}
	const [best] = guesses.filter((guess) => guess.columns > 1).sort(better);
	return best?.delimiter ?? ',';
}

function better(one: Guess, other: Guess): number {
	return Number(other.known) - Number(one.known) || other.share - one.share || other.columns - one.columns;
}
