import type { JournalRecord } from '../journal/record.js';

/** Longest list of findings of one kind; a broken file could otherwise print a line a row. */
const MOST_FINDINGS = 20;

/**
 * Promise 1, recomputed from the records alone and without the fold that the run itself relies on: no number has more
 * attempts that may have rung than are allowed, and every record fits the ones before it.
 */
export class RingAudit {
	readonly #allowed: number;
	readonly #findings: string[] = [];
	#omitted = 0;
	/** Attempts under way: whom they are for and what they ring. */
	readonly #open = new Map<string, { readonly contact: string; readonly to: string }>();
	/** Every attempt that ever began. */
	readonly #begun = new Set<string>();
	/** Attempts per number that rang or may have. */
	readonly #rings = new Map<string, number>();
	readonly #settled = new Set<string>();

	constructor(allowedAttempts: number) {
		this.#allowed = allowedAttempts;
	}

	record(record: JournalRecord, line: number): void {
		switch (record.type) {
			case 'intent':
				this.#intent(record.attempt, record.contact, record.to, line);
				return;
			case 'refused':
			case 'not_placed':
				this.#freed(record.attempt, line);
				return;
			case 'accepted':
				this.#expectOpen(record.attempt, line);
				if (record.result !== undefined) this.#settle(record.attempt, record.contact, line);
				return;
			case 'in_doubt':
				this.#expectOpen(record.attempt, line);
				return;
			case 'ended':
				this.#expectOpen(record.attempt, line);
				this.#settle(record.attempt, record.contact, line);
		}
	}

	/** Numbers that rang or may have. */
	get numbers(): number {
		return this.#rings.size;
	}

	/** What is broken, in sentences; empty when the promise is kept. */
	findings(): string[] {
		const all = [...this.#findings];
		if (this.#omitted > 0) all.push(`and ${this.#omitted} more of this kind`);
		return all;
	}

	#intent(attempt: string, contact: string, to: string, line: number): void {
		if (this.#begun.has(attempt)) this.#find(`line ${line}: attempt ${attempt} begins twice`);
		this.#begun.add(attempt);
		if (this.#settled.has(contact)) this.#find(`line ${line}: contact ${contact} is attempted after it was settled`);
		this.#open.set(attempt, { contact, to });
		const rings = (this.#rings.get(to) ?? 0) + 1;
		this.#rings.set(to, rings);
		if (rings > this.#allowed)
			this.#find(`line ${line}: ${to} may have been rung ${rings} times, ${this.#allowed} allowed`);
	}

	/** It is certain that nothing rang. */
	#freed(attempt: string, line: number): void {
		const open = this.#open.get(attempt);
		if (open === undefined) {
			this.#find(`line ${line}: attempt ${attempt} was not under way`);
			return;
		}
		this.#open.delete(attempt);
		const rings = (this.#rings.get(open.to) ?? 1) - 1;
		if (rings === 0) this.#rings.delete(open.to);
		else this.#rings.set(open.to, rings);
	}

	#settle(attempt: string, contact: string, line: number): void {
		if (this.#settled.has(contact)) this.#find(`line ${line}: contact ${contact} is settled twice`);
		const open = this.#open.get(attempt);
		if (open !== undefined && open.contact !== contact) {
			this.#find(`line ${line}: attempt ${attempt} was for ${open.contact} and settles ${contact}`);
		}
		this.#settled.add(contact);
		this.#open.delete(attempt);
	}

	#expectOpen(attempt: string, line: number): void {
		if (!this.#open.has(attempt)) this.#find(`line ${line}: attempt ${attempt} was not under way`);
	}

	#find(finding: string): void {
		if (this.#findings.length < MOST_FINDINGS) this.#findings.push(finding);
		else this.#omitted += 1;
	}
}
