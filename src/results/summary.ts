import type { RowOutcome } from './results-csv.js';
import type { RowStatus } from './results-row.js';

/** How many rows stand where. */
export interface Summary {
	readonly rows: number;
	readonly byStatus: Readonly<Record<RowStatus, number>>;
	readonly byOutcome: Readonly<Record<string, number>>;
	/** Invalid rows by the code of what is wrong with them. */
	readonly byProblem: Readonly<Record<string, number>>;
	/** Rows that were called through another provider than the campaign's own. */
	readonly byProvider: Readonly<Record<string, number>>;
}

/** Counts rows as they go by. */
export class SummaryCount {
	#rows = 0;
	readonly #byStatus: Record<RowStatus, number> = {
		completed: 0,
		placed: 0,
		failed: 0,
		in_doubt: 0,
		pending: 0,
		invalid: 0,
		duplicate: 0,
	};
	// Words from outside: without a prototype, one of them may be `__proto__`.
	readonly #byOutcome: Record<string, number> = Object.create(null);
	readonly #byProblem: Record<string, number> = {};
	readonly #byProvider: Record<string, number> = Object.create(null);

	add({ cells, verdict }: RowOutcome): void {
		this.#rows += 1;
		this.#byStatus[cells.call_status] += 1;
		const outcome = cells.call_outcome ?? '';
		if (verdict.kind === 'invalid') {
			const { code } = verdict.problem;
			this.#byProblem[code] = (this.#byProblem[code] ?? 0) + 1;
		}
		const provider = cells.call_provider ?? '';
		if (provider !== '') this.#byProvider[provider] = (this.#byProvider[provider] ?? 0) + 1;
		if (outcome !== '') this.#byOutcome[outcome] = (this.#byOutcome[outcome] ?? 0) + 1;
	}

	summary(): Summary {
		return {
			rows: this.#rows,
			byStatus: this.#byStatus,
			byOutcome: { ...this.#byOutcome },
			byProblem: this.#byProblem,
			byProvider: { ...this.#byProvider },
		};
	}
}
