import type { ContactResult, JournalRecord } from '../journal/record.js';

/** Longest list of findings; a broken file could otherwise print a line a row. */
const MOST_FINDINGS = 20;

interface Attempt {
	readonly contact: string;
	readonly to: string;
	/** The provider's call, once it is known. */
	call: string | undefined;
}

/**
 * Promise 1, recomputed from the records alone and without the fold that the run itself relies on: no number has more
 * attempts that may have rung than are allowed, and every record fits the ones before it. What the provider's lists said
 * is believed: an attempt that they did not show counts as not placed.
 */
export class RingAudit {
	readonly #allowed: number;
	readonly #findings: string[] = [];
	#omitted = 0;
	/** Attempts under way. */
	readonly #open = new Map<string, Attempt>();
	/** Every attempt that ever began, and every call that was ever named. */
	readonly #begun = new Set<string>();
	readonly #calls = new Set<string>();
	/** Attempts per number that rang or may have. */
	readonly #rings = new Map<string, number>();
	readonly #settled = new Set<string>();
	#line = 0;

	constructor(allowedAttempts: number) {
		this.#allowed = allowedAttempts;
	}

	record(record: JournalRecord, line: number): void {
		this.#line = line;
		switch (record.type) {
			case 'intent':
				this.#intent(record.attempt, record.contact, record.to);
				return;
			case 'refused':
				this.#freed(record.attempt, record.contact);
				return;
			case 'not_placed':
				if (this.#underWay(record.attempt, record.contact)?.call !== undefined) {
					this.#find(`attempt ${record.attempt} was placed, and then said not to have been`);
				}
				this.#freed(record.attempt, record.contact);
				return;
			case 'in_doubt':
				this.#underWay(record.attempt, record.contact);
				return;
			case 'accepted':
				this.#placed(record.attempt, record.contact, record.call);
				if (record.result !== undefined) this.#settle(record.attempt, record.contact, record.result);
				return;
			case 'ended':
				this.#settle(record.attempt, record.contact, record.result);
		}
	}

	/** Numbers that rang or may have. */
	get numbers(): number {
		return this.#rings.size;
	}

	/** What is broken, in sentences; empty when the promise is kept. */
	findings(): string[] {
		return this.#omitted === 0 ? this.#findings : [...this.#findings, `and ${this.#omitted} more of this kind`];
	}

	#intent(attempt: string, contact: string, to: string): void {
		if (this.#begun.has(attempt)) this.#find(`attempt ${attempt} begins twice`);
		if (this.#settled.has(contact)) this.#find(`contact ${contact} is attempted after it was settled`);
		this.#begun.add(attempt);
		this.#open.set(attempt, { contact, to, call: undefined });
		const rings = (this.#rings.get(to) ?? 0) + 1;
		this.#rings.set(to, rings);
		if (rings > this.#allowed) this.#find(`${to} may have been rung ${rings} times, ${this.#allowed} allowed`);
	}

	/** It is certain that nothing rang. */
	#freed(attempt: string, contact: string): void {
		const open = this.#underWay(attempt, contact);
		if (open === undefined) return;
		this.#open.delete(attempt);
		const rings = (this.#rings.get(open.to) ?? 1) - 1;
		if (rings === 0) this.#rings.delete(open.to);
		else this.#rings.set(open.to, rings);
	}

	#placed(attempt: string, contact: string, call: string): void {
		const open = this.#underWay(attempt, contact);
		if (open === undefined) return;
		if (open.call !== undefined && open.call !== call)
			this.#find(`attempt ${attempt} has two calls, ${open.call} and ${call}`);
		if (open.call === undefined && this.#calls.has(call)) this.#find(`call ${call} belongs to two attempts`);
		open.call = call;
		this.#calls.add(call);
	}

	#settle(attempt: string, contact: string, result: ContactResult): void {
		const open = this.#underWay(attempt, contact);
		if (this.#settled.has(contact)) this.#find(`contact ${contact} is settled twice`);
		this.#settled.add(contact);
		this.#open.delete(attempt);
		if (open === undefined) return;
		if (result.to !== open.to) this.#find(`attempt ${attempt} rang ${open.to}, its result says ${result.to}`);
		if (result.attempts !== (this.#rings.get(open.to) ?? 0)) {
			this.#find(`${open.to} has ${this.#rings.get(open.to) ?? 0} attempts, its result says ${result.attempts}`);
		}
	}

	#underWay(attempt: string, contact: string): Attempt | undefined {
		const open = this.#open.get(attempt);
		if (open === undefined) this.#find(`attempt ${attempt} was not under way`);
		else if (open.contact !== contact) this.#find(`attempt ${attempt} was for ${open.contact}, not for ${contact}`);
		return open;
	}

	#find(finding: string): void {
		if (this.#findings.length < MOST_FINDINGS) this.#findings.push(`line ${this.#line}: ${finding}`);
		else this.#omitted += 1;
	}
}
