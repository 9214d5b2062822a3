import { crc32 } from 'node:zlib';
import type { JournalRecord } from './record.js';

/**
 * A record as it stands in the file: JSON, closed by a checksum of its own text and of the byte at which it begins. A line
 * that was altered, or that was copied, moved or left over somewhere else, is told from one that was written there.
 */
export function lineOf(record: JournalRecord, offset: number): string {
	const text = JSON.stringify(record).slice(0, -1);
	return `${text}${SUM_BEGINS}${sumOf(text, offset)}${SUM_ENDS}\n`;
}

const SUM_BEGINS = ',"sum":"';
const SUM_ENDS = '"}';
const SUM_DIGITS = 8;
const TAIL = SUM_BEGINS.length + SUM_DIGITS + SUM_ENDS.length;

/** @returns the record's JSON without its checksum; `sum` tells whether there was one and whether it is right. */
export function openLine(line: string, offset: number): { json: string; sum: 'right' | 'wrong' | 'none' } {
	const at = line.length - TAIL;
	if (at < 0 || !line.startsWith(SUM_BEGINS, at) || !line.endsWith(SUM_ENDS)) return { json: line, sum: 'none' };
	const text = line.slice(0, at);
	const told = line.slice(at + SUM_BEGINS.length, -SUM_ENDS.length);
	return { json: `${text}}`, sum: told === sumOf(text, offset) ? 'right' : 'wrong' };
}

/** The place is what the checksum starts from: equal text has another sum at every other place. */
function sumOf(text: string, offset: number): string {
	return crc32(text, offset % 2 ** 32)
		.toString(16)
		.padStart(SUM_DIGITS, '0');
}
