import { replay } from '../journal/replay.js';
import { Differences, readLines, unreadable } from './differences.js';
import { checkGrowing, DueRows } from './growing-check.js';
import { type ResultsSource, rowOutcomes } from './results-csv.js';
import { RingAudit } from './ring-audit.js';
import { type Summary, SummaryCount } from './summary.js';

/** One attempt per contact, until retries by outcome exist. */
const ALLOWED_ATTEMPTS = 1;

export interface Verification {
	/** Promise 1: nobody was rung more often than allowed. Empty when kept. */
	readonly rings: readonly string[];
	/** Promise 2: every input row stands in the results once, with its status. Empty when kept, or merely not yet (`behind`). */
	readonly rows: readonly string[];
	/**
	 * The last run was killed before it could put the results in order, and so many rows are not there yet. Undefined when
	 * the results are whole, and when they had to be.
	 */
	readonly behind: number | undefined;
	/** Numbers that rang or may have. */
	readonly numbers: number;
	readonly summary: Summary;
}

/**
 * Recomputes the first two promises from the files alone: the contacts file, the checkpoint and the results file.
 * @param results path of the results file.
 */
export async function verify(source: ResultsSource, results: string): Promise<Verification> {
	const audit = new RingAudit(ALLOWED_ATTEMPTS);
	const due = new DueRows(source.state.lastAt);
	if (source.checkpoint !== undefined) {
		await replay(source.checkpoint, (record, line, offset) => {
			audit.record(record, line);
			due.record(record, offset);
		});
	}
	const whole = await compareRows(source, results);
	const mayGrow = whole.rows.length > 0 && source.state.runEnded === undefined;
	const compared = mayGrow ? await checkGrowing(source, results, due.offset) : whole;
	return { rings: audit.findings(), numbers: audit.numbers, behind: undefined, ...compared };
}

/** Walks the contacts file and the results file side by side. */
async function compareRows(source: ResultsSource, results: string): Promise<Pick<Verification, 'rows' | 'summary'>> {
	const differences = new Differences(source, results);
	const count = new SummaryCount();
	const written = readLines(results)[Symbol.asyncIterator]();
	const next = async () => {
		const line = await written.next();
		return line.done === true ? undefined : line.value;
	};
	try {
		differences.header(await next());
		for await (const outcomes of rowOutcomes(source)) {
			for (const outcome of outcomes) {
				count.add(outcome);
				differences.compare(outcome, await next());
			}
		}
		for (let line = await next(); line !== undefined; line = await next()) {
			differences.add(`a row more than the contacts file has: ${line.trimEnd().slice(0, 80)}`);
		}
	} catch (error) {
		return { rows: [unreadable(results, error)], summary: count.summary() };
	} finally {
		await written.return?.(undefined);
	}
	return { rows: differences.all(), summary: count.summary() };
}
