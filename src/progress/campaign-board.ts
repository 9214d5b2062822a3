import { DecayedRate } from './decayed-rate.js';
import type {
	CallAccepted,
	CampaignEvent,
	CampaignStarted,
	ContactSettled,
	FailedOver,
	LimitChanged,
	Waiting,
} from './events.js';

/** What there is to show at one moment. */
export interface BoardView {
	/** Rows of the contacts file. */
	readonly rows: number;
	/** Contacts that this run has to settle. */
	readonly todo: number;
	/** Contacts settled, by this run and earlier ones. */
	readonly done: number;
	/** Contacts that are settled when the campaign is at its end. */
	readonly total: number;
	readonly live: number;
	readonly slots: number;
	/** Starts that the provider refused; those that never reached it are not among them. */
	readonly refused: number;
	readonly inDoubt: number;
	/** Contacts settled by this run, by outcome, or by status where there is no outcome; the most frequent first. */
	readonly outcomes: ReadonlyArray<readonly [name: string, count: number]>;
	readonly startsPerSecond: number;
	/** ms until all contacts are settled, if it goes on as lately; undefined until there is evidence. */
	readonly etaMs: number | undefined;
	readonly wait: WaitView | undefined;
	/** Starts per second at most; undefined when no such limit is known. */
	readonly pacePerSecond: number | undefined;
	/** Why no more calls are started. */
	readonly stopping: string | undefined;
}

export interface WaitView {
	readonly code: string;
	readonly why: string;
	/** Epoch ms. Tries in between that were refused again do not end a wait. */
	readonly since: number;
	/** Epoch ms of the next try; undefined when only an event can end the wait. */
	readonly until: number | undefined;
	/** True for waits of the ordinary course: all slots in use, or the pace. */
	readonly ordinary: boolean;
}

/** The span of the shown rate, ms. */
const STARTS_SPAN_MS = 10_000;
/** The span of the rate behind the estimate, ms: longer than most calls, or it would swing with every batch of them. */
const SETTLED_SPAN_MS = 300_000;
/** Less than this is no evidence for an estimate. */
const EVIDENCE_EVENTS = 5;
const EVIDENCE_MS = 10_000;
/** An estimate beyond this is noise, ms. */
const LONGEST_ETA_MS = 100 * 86_400_000;
const ORDINARY: ReadonlySet<string> = new Set(['slots', 'batch', 'pace']);

/** Folds events into what is shown. Its memory does not grow with the campaign. */
export class CampaignBoard {
	readonly #starts = new DecayedRate(STARTS_SPAN_MS);
	readonly #settledRate = new DecayedRate(SETTLED_SPAN_MS);
	readonly #outcomes = new Map<string, number>();
	/** Contacts with an attempt in doubt: as many as there are slots, and those of which the provider cannot tell. */
	readonly #doubts = new Set<string>();
	#started: CampaignStarted | undefined;
	#settled = 0;
	#live = 0;
	#slots = 0;
	/** Starts per second, as configured. */
	#pace: number | undefined;
	/** Starts per second, as found out by this run. */
	#foundPace: number | undefined;
	#refused = 0;
	#wait: WaitView | undefined;
	/** The last wait out of the ordinary, kept until a call is taken. */
	#trouble: { readonly code: string; readonly since: number } | undefined;
	#stopping: string | undefined;

	apply(event: CampaignEvent): void {
		switch (event.type) {
			case 'campaign_started':
				this.#started = event;
				this.#live = event.adopted;
				this.#slots = event.slots;
				this.#pace = event.pacePerSecond;
				break;
			case 'attempt_started':
				this.#starts.add(event.at);
				this.#live = event.live;
				this.#slots = event.slots;
				break;
			case 'call_accepted':
				this.#accepted(event);
				break;
			case 'call_refused':
				if (event.kind !== 'unreachable' && event.kind !== 'called_off') this.#refused += 1;
				this.#freeSlot();
				break;
			case 'attempt_failed':
				// A contact that is to blame is settled next, and its slot counted free then.
				if (event.blame !== 'contact') this.#freeSlot();
				break;
			case 'attempt_in_doubt':
				this.#doubts.add(event.contact);
				if (event.cannotTell) this.#freeSlot();
				break;
			case 'attempt_not_placed':
				this.#doubts.delete(event.contact);
				this.#freeSlot();
				break;
			case 'contact_settled':
				this.#contactSettled(event);
				break;
			case 'limit_changed':
				this.#limitChanged(event);
				break;
			case 'waiting':
				this.#waiting(event);
				break;
			case 'failed_over':
				this.#failedOver(event);
				break;
			case 'stopping':
				this.#stopping = event.why;
				this.#wait = undefined;
				break;
		}
	}

	/** `now`: epoch ms. */
	view(now: number): BoardView {
		const { rows = 0, todo = 0, settled: before = 0 } = this.#started ?? {};
		const done = before + this.#settled;
		const total = Math.max(before + todo, done);
		const left = total - done;
		return {
			rows,
			todo,
			done,
			total,
			live: this.#live,
			slots: this.#slots,
			refused: this.#refused,
			inDoubt: this.#doubts.size,
			outcomes: [...this.#outcomes].sort((a, b) => b[1] - a[1]),
			startsPerSecond: this.#starts.perSecond(now),
			etaMs: this.#stopping === undefined ? this.#etaMs(left, now) : undefined,
			wait: this.#waitToShow(left),
			pacePerSecond: strictest(this.#pace, this.#foundPace),
			stopping: this.#stopping,
		};
	}

	#accepted(event: CallAccepted): void {
		this.#doubts.delete(event.contact);
		if (!event.reconciled) this.#trouble = undefined;
	}

	#contactSettled(event: ContactSettled): void {
		const name = event.outcome ?? event.status;
		this.#settled += 1;
		this.#settledRate.add(event.at);
		this.#outcomes.set(name, (this.#outcomes.get(name) ?? 0) + 1);
		this.#doubts.delete(event.contact);
		this.#freeSlot();
	}

	/** Without a ceiling there are slots still: the next start tells how many. */
	#limitChanged({ what, to }: LimitChanged): void {
		if (what === 'pace') this.#foundPace = to;
		else this.#slots = to ?? this.#slots;
	}

	#failedOver({ slots, pacePerSecond }: FailedOver): void {
		this.#stopping = undefined;
		this.#wait = undefined;
		this.#trouble = undefined;
		this.#slots = slots;
		this.#pace = pacePerSecond;
		this.#foundPace = undefined;
	}

	#freeSlot(): void {
		this.#live = Math.max(0, this.#live - 1);
	}

	#waiting({ code, why, at, until }: Waiting): void {
		if (code === 'none') {
			this.#wait = undefined;
			return;
		}
		const ordinary = ORDINARY.has(code);
		const since = this.#trouble?.code === code ? this.#trouble.since : at;
		// A trial call is part of the wait before it, not one of its own.
		if (!ordinary && code !== 'trial') this.#trouble = { code, since };
		this.#wait = { code, why, since, until, ordinary };
	}

	/** The end of an ordinary wait is not told, so that it is shown only while it can still be true. */
	#waitToShow(left: number): WaitView | undefined {
		// Nobody is left for whom to wait.
		if (this.#started !== undefined && left === 0) return undefined;
		if (this.#wait?.ordinary !== true) return this.#wait;
		if (left <= this.#live) return undefined;
		return this.#wait.code === 'slots' && this.#live < this.#slots ? undefined : this.#wait;
	}

	#etaMs(left: number, now: number): number | undefined {
		if (this.#settledRate.events < EVIDENCE_EVENTS || this.#settledRate.elapsedMs(now) < EVIDENCE_MS) return undefined;
		const eta = (left / this.#settledRate.perSecond(now)) * 1_000;
		return left > 0 && eta <= LONGEST_ETA_MS ? eta : undefined;
	}
}

function strictest(one: number | undefined, other: number | undefined): number | undefined {
	return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
