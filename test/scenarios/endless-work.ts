import { Lanes } from '../../src/dispatch/lanes.js';
import type { Work, WorkItem } from '../../src/dispatch/work.js';
import type { ContactResult } from '../../src/journal/record.js';
import type { Clock } from '../../src/runtime/clock.js';
import type { Random } from '../../src/runtime/random.js';

const BATCH = 100;
const FIRST_NUMBER = 2_000_000_000;

/** Numbers stand that far apart where several dialers work at once. */
const RANGE = 10_000_000;

/** Contacts that never end, each with a number of its own. */
async function* endlessContacts(from: number): AsyncGenerator<WorkItem[]> {
	for (let first = from; ; first += BATCH) {
		yield Array.from({ length: BATCH }, (_, place) => workItem(first + place));
	}
}

async function* noContacts(): AsyncGenerator<WorkItem[]> {}

/** The number of the `index`th contact, E.164. */
export function numberOf(index: number): string {
	return `+1${FIRST_NUMBER + index}`;
}

/** The contact that has this number. */
export function workItemOf(to: string): WorkItem {
	return workItem(Number(to.slice('+1'.length)) - FIRST_NUMBER);
}

function workItem(index: number): WorkItem {
	const to = numberOf(index);
	const contact = { key: to, to, lane: 'bulk', variables: {} } as const;
	return { contact, row: { index, line: index + 2, cells: [to], content: contact } };
}

/** A backlog without end; each `place` (from 0) has other contacts. */
export function endlessWork(place = 0): Work {
	return new Lanes({ high: noContacts(), bulk: endlessContacts(place * RANGE) }, () => undefined);
}

/** Contacts come in one by one, at random, until a moment from which on there is a backlog without end. */
export class TrickledWork implements Work {
	readonly #work = endlessWork();
	readonly #clock: Clock;
	readonly #random: Random;
	readonly #meanGapMs: number;
	readonly #until: number;
	#nextAt: number;
	#atHand = 0;
	#returned: () => void = () => undefined;

	/** `until`: ms after the clock's origin. */
	constructor(clock: Clock, random: Random, perMinute: number, until: number) {
		this.#clock = clock;
		this.#random = random;
		this.#meanGapMs = 60_000 / perMinute;
		this.#until = until;
		this.#nextAt = clock.monotonic();
	}

	/** Waits for the next contact instead of saying that there is none: a campaign without work at hand would end. */
	async ready(): Promise<boolean> {
		for (this.#arrive(); this.#atHand <= 0; this.#arrive()) await this.#untilNext();
		return this.#work.ready();
	}

	take(): WorkItem | undefined {
		this.#atHand -= 1;
		return this.#work.take();
	}

	giveBack(item: WorkItem): void {
		this.#atHand += 1;
		this.#work.giveBack(item);
		this.#returned();
	}

	postpone(item: WorkItem): void {
		this.#atHand += 1;
		this.#work.postpone(item);
		this.#returned();
	}

	settle(item: WorkItem, result: ContactResult): void {
		this.#work.settle(item, result);
	}

	#arrive(): void {
		const now = this.#clock.monotonic();
		if (now >= this.#until) this.#atHand = Number.POSITIVE_INFINITY;
		for (; this.#nextAt <= now && this.#atHand < Number.POSITIVE_INFINITY; this.#nextAt += this.#gap())
			this.#atHand += 1;
	}

	/** Exponential gaps: arrivals that know nothing of each other. */
	#gap(): number {
		return -this.#meanGapMs * Math.log(1 - this.#random());
	}

	#untilNext(): Promise<void> {
		return new Promise((resolve) => {
			this.#returned = resolve;
			this.#clock.after(Math.min(this.#nextAt, this.#until) - this.#clock.monotonic(), resolve);
		});
	}
}
