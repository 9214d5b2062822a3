import { stringify } from 'csv-stringify/sync';
import type { ContactResult } from '../journal/record.js';
import type { OpenAttempt } from '../journal/state.js';
import type { RowVerdict } from './judge.js';

/** Columns added behind those of the input file. */
export const RESULT_COLUMNS = [
	'call_to',
	'call_status',
	'call_outcome',
	'call_id',
	'call_attempts',
	'call_started_at',
	'call_ended_at',
	'call_duration_s',
	'call_cost',
	'call_error',
	'call_message',
	'call_refusals',
	'call_reconciled',
	'call_provider',
] as const;

type ResultColumn = (typeof RESULT_COLUMNS)[number];

/** Every status that a row can have in the results. */
export type RowStatus = ContactResult['status'] | 'invalid' | 'duplicate' | 'in_doubt' | 'pending';

/** What a row's result columns say; absent ones stay empty. */
export type ResultCells = Partial<Record<ResultColumn, string>> & { readonly call_status: RowStatus };

/** What is known of a contact when its row is written. */
export type ContactStanding =
	| { readonly kind: 'settled'; readonly result: ContactResult }
	| { readonly kind: 'open'; readonly open: OpenAttempt; readonly attempts: number; readonly refusals: number }
	| { readonly kind: 'pending'; readonly refusals: number };

/** The result columns of a row, from what the row is and where its contact stands. */
export function resultCells(verdict: RowVerdict, standing: ContactStanding | undefined): ResultCells {
	if (verdict.kind === 'invalid') {
		return {
			call_status: 'invalid',
			call_attempts: '0',
			call_error: verdict.problem.code,
			call_message: verdict.problem.message,
			call_refusals: '0',
		};
	}
	if (verdict.kind === 'duplicate') {
		return duplicate(verdict.contact.to, `same number as the row at line ${verdict.firstLine}`);
	}
	if (verdict.kind === 'rung_before') {
		return duplicate(verdict.contact.to, `this number was already called for ${verdict.by}`);
	}
	const cells = contactCells(standing ?? { kind: 'pending', refusals: 0 });
	const { to } = verdict.contact;
	if (cells.call_to === undefined || cells.call_to === to) return { call_to: to, ...cells };
	const note = `called under this number before the file was changed to ${to}`;
	return { ...cells, call_message: cells.call_message ? `${cells.call_message}; ${note}` : note };
}

function duplicate(to: string, message: string): ResultCells {
	return { call_to: to, call_status: 'duplicate', call_attempts: '0', call_message: message, call_refusals: '0' };
}

function contactCells(standing: ContactStanding): ResultCells {
	switch (standing.kind) {
		case 'settled':
			return settledCells(standing.result);
		case 'pending':
			return { call_status: 'pending', call_attempts: '0', call_refusals: String(standing.refusals) };
		case 'open': {
			const { open, attempts, refusals } = standing;
			const provider = open.provider === undefined ? {} : { call_provider: open.provider };
			const counts = {
				call_to: open.to,
				call_attempts: String(attempts),
				call_refusals: String(refusals),
				...provider,
			};
			if (open.state === 'accepted') {
				const call = open.call === undefined ? {} : { call_id: open.call };
				return {
					call_status: 'placed',
					...call,
					...counts,
					call_message: 'its end is not known yet; run again to follow it',
				};
			}
			const advice = open.cannotTell ? 'look it up and decide with dialer settle' : 'run again to find out';
			return {
				call_status: 'in_doubt',
				...counts,
				call_error: 'in_doubt',
				call_message: `${open.why ?? 'the run ended before the answer came'}; ${advice} (attempt ${open.attempt})`,
			};
		}
	}
}

function settledCells(result: ContactResult): ResultCells {
	return {
		call_to: result.to,
		call_status: result.status,
		call_outcome: result.outcome ?? '',
		call_id: result.call ?? '',
		call_attempts: String(result.attempts),
		call_started_at: isoTime(result.startedAt),
		call_ended_at: isoTime(result.endedAt),
		call_duration_s: result.durationS === undefined ? '' : String(result.durationS),
		call_cost: result.cost === undefined ? '' : String(result.cost),
		call_error: result.error ?? '',
		call_message: result.message ?? '',
		call_refusals: String(result.refusals),
		call_reconciled: result.reconciled ?? '',
		call_provider: result.provider ?? '',
	};
}

/** The cells of a row of the results file: those of the input, then ours. */
export function resultRow(input: readonly string[], cells: ResultCells): string[] {
	return [...input, ...RESULT_COLUMNS.map((column) => defuse(cells[column] ?? ''))];
}

/** The cells of the header line. */
export function headerRow(header: readonly string[]): string[] {
	return [...header, ...RESULT_COLUMNS];
}

/** Rows as CSV text, each with its line end. Many at once cost far less than one by one. */
export function csvText(rows: readonly string[][]): string {
	return stringify(rows as string[][]);
}

/**
 * A spreadsheet runs a cell that begins with one of these (OWASP, "CSV injection"); a leading apostrophe makes it text.
 * Only for what did not come from the input file: its cells are given back untouched. Numbers, E.164 ones included, are
 * harmless and stay as they are.
 */
function defuse(cell: string): string {
	return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
}

function isoTime(epochMs: number | undefined): string {
	if (epochMs === undefined) return '';
	const date = new Date(epochMs);
	return Number.isNaN(date.getTime()) ? '' : date.toISOString(); // a provider may tell any number
}
