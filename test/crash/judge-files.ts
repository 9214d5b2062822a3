import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Truth } from '../../src/mock/truth.js';

export interface CampaignFiles {
	readonly folder: string;
	readonly contacts: string;
	readonly checkpoint: string;
	readonly results: string;
}

export interface Judgement {
	readonly rungTwice: number;
	readonly rowsLost: number;
	readonly wronglyGivenUp: number;
	readonly inDoubt: number;
	readonly inDoubtSettled: number;
	/** One sentence for each of the first faults found. */
	readonly findings: readonly string[];
}

/** A row in doubt says that it may have been called; it is lost, and counted so, but it claims nothing. */
function isCalled(status: string | undefined): boolean {
	return status !== 'failed' && status !== 'in_doubt';
}

export function filesIn(folder: string): CampaignFiles {
	return {
		folder,
		contacts: join(folder, 'contacts.csv'),
		checkpoint: join(folder, 'contacts.checkpoint.ndjson'),
		results: join(folder, 'contacts.results.csv'),
	};
}

/** What the judge looks at in a record of the checkpoint. */
interface SeenRecord {
	readonly type: string;
	readonly attempt?: string;
	readonly result?: { readonly status: string };
}

/** Statuses that a row can keep; every row of these campaigns can be called. */
const FINAL = new Set(['completed', 'placed', 'failed']);
const MOST_FINDINGS = 10;

/**
 * Holds the files of an ended campaign against what the provider knows of it, without any of the dialer's own code.
 * Every row of the contacts file must be a different number that can be called.
 */
export function judgeFiles({ contacts, checkpoint, results }: CampaignFiles, truth: Truth): Judgement {
	const findings: string[] = [];
	const count = (broken: readonly string[], what: string) => {
		findings.push(...broken.slice(0, MOST_FINDINGS).map((one) => `${one} ${what}`));
		return broken.length;
	};
	const wanted = rowsOf(contacts).map((row) => row.phone ?? '');
	const rows = rowsOf(results);
	/** Rows of each number, and how many of them are final. */
	const standing = new Map<string, { rows: number; final: number }>();
	for (const { phone = '', call_status = '' } of rows) {
		const { rows: before, final } = standing.get(phone) ?? { rows: 0, final: 0 };
		standing.set(phone, { rows: before + 1, final: final + (FINAL.has(call_status) ? 1 : 0) });
	}
	const isKept = (phone: string) => standing.get(phone)?.rows === 1 && standing.get(phone)?.final === 1;
	const rang = (number: string) => (truth.rings[number] ?? 0) > 0;
	const { inDoubt, settled, givenUp } = readAttempts(checkpoint);
	return {
		rungTwice: count(
			Object.keys(truth.rings).filter((number) => (truth.rings[number] ?? 0) > 1),
			'was rung twice',
		),
		rowsLost:
			count(
				wanted.filter((phone) => !isKept(phone)),
				'does not stand in the results once with a final status',
			) + Math.max(0, rows.length - wanted.length),
		wronglyGivenUp:
			count(
				givenUp.filter((attempt) => (truth.attempts[attempt] ?? 0) > 0),
				'was given up, but its call was taken',
			) +
			count(
				rows.filter((row) => isCalled(row.call_status) && !rang(row.phone ?? '')).map((row) => row.phone ?? ''),
				'is reported as called, but was not rung',
			) +
			count(
				rows.filter((row) => row.call_status === 'failed' && rang(row.phone ?? '')).map((row) => row.phone ?? ''),
				'is reported as failed, but was rung',
			),
		inDoubt: inDoubt.size,
		inDoubtSettled: [...inDoubt].filter((attempt) => settled.has(attempt)).length,
		findings,
	};
}

/** The rows of a CSV file by column name. */
export function rowsOf(path: string): Record<string, string>[] {
	return parse(readFileSync(path, 'utf8'), { columns: true });
}

/** Which attempts were in doubt at some time, a run that was killed before the answer included, and what became of them. */
function readAttempts(checkpoint: string): { inDoubt: Set<string>; settled: Set<string>; givenUp: string[] } {
	const inDoubt = new Set<string>();
	const settled = new Set<string>();
	const givenUp: string[] = [];
	const unanswered = new Set<string>();
	for (const line of readFileSync(checkpoint, 'utf8').trimEnd().split('\n')) {
		const { type, attempt = '', result } = JSON.parse(line) as SeenRecord;
		if (type === 'run') for (const one of unanswered) inDoubt.add(one);
		if (type === 'run' || attempt === '') continue;
		if (type === 'intent') unanswered.add(attempt);
		else unanswered.delete(attempt);
		if (type === 'in_doubt') inDoubt.add(attempt);
		else if (type !== 'intent') settled.add(attempt);
		if (type === 'not_placed' || type === 'refused' || result?.status === 'failed') givenUp.push(attempt);
	}
	return { inDoubt, settled, givenUp };
}
