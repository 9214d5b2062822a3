import type { HttpRequest, HttpResponse } from '../providers/http.js';
import type { CallPage, CallView, FollowedCall } from '../providers/provider.js';
import type { ToldCall } from '../providers/webhook.js';
import type { Clock } from '../runtime/clock.js';
import { EarlyEnds } from './early-ends.js';
import { Hearing } from './hearing.js';
import { PollInterval } from './poll-interval.js';
import type { Reads } from './reads.js';
import { Rest } from './rest.js';
import type { Settling } from './settling.js';
import { type Followed, goneFor, type Watched, watch } from './watched-call.js';

/** Pages of a list that are read at once; what stands behind them is asked for by itself. */
const MOST_PAGES = 10;

/** A read of calls that would have to wait longer than this, ms, is left out of this round. */
const LONGEST_WAIT_MS = 5_000;

/** Follows live calls to their end by asking for many of them in one request. */
export class Poller {
	readonly #reads: Reads;
	readonly #clock: Clock;
	readonly #signal: AbortSignal;
	readonly #settling: Settling;
	readonly #slotsWanted: () => boolean;
	readonly #interval = new PollInterval();
	readonly #hearing: Hearing;
	readonly #early = new EarlyEnds();
	readonly #watched = new Map<string, Watched>();
	#polling = false;
	#callsOff = false;
	readonly #rest: Rest;
	/** When all calls were asked for last, monotonic ms. */
	#askedAt = 0;

	/** `settling`: how long a call may be missing from a list before it is asked for by itself. */
	constructor(options: {
		reads: Reads;
		clock: Clock;
		signal: AbortSignal;
		settling: Settling;
		/** Whether starts wait for a slot to become free. */
		slotsWanted: () => boolean;
		/** Asking found an end that had not been told. */
		missed?: (() => void) | undefined;
	}) {
		const { reads, clock, signal, settling, slotsWanted, missed } = options;
		this.#hearing = new Hearing(missed);
		this.#slotsWanted = slotsWanted;
		this.#reads = reads;
		this.#clock = clock;
		this.#rest = new Rest(clock);
		this.#signal = signal;
		this.#settling = settling;
		signal.addEventListener('abort', () => this.#abandon(), { once: true });
	}

	/** Resolves when the call is over. Never rejects. */
	follow(call: FollowedCall): Promise<Followed> {
		if (this.#signal.aborted) return Promise.resolve({ kind: 'abandoned' });
		// A provider that gives two attempts the same call lets both know.
		const known = this.#watched.get(call.call);
		if (known !== undefined) return known.followed;
		const watched = watch(call, this.#clock.monotonic());
		this.#watched.set(call.call, watched);
		const early = this.#early.take(call.call, watched.watchedFrom);
		if (early !== undefined) this.told(early);
		if (!this.#polling) void this.#poll();
		return watched.followed;
	}

	/** The provider told of a call by itself. An end is taken at once; whatever is told of a call that is over is not. */
	told(told: ToldCall): void {
		if (told.end === undefined || this.#signal.aborted) return;
		const watched = this.#watched.get(told.call);
		if (watched === undefined) {
			this.#early.add(told, this.#clock.monotonic());
			return;
		}
		this.#hearing.told(this.#clock.monotonic());
		if (!told.askForMore) this.#take(watched, told);
		else if (!watched.isAskedFor) void this.#askForMore(watched, told);
	}

	/** A call to this number may be over: it is asked for now, though it may turn out to go on. */
	hinted(number: string): void {
		if (this.#signal.aborted) return;
		for (const watched of this.#watched.values()) {
			if (watched.to === number && watched.goneAt === undefined)
				void this.#ask([watched], true).then(() => this.#rest.lookAgain());
		}
	}

	/** A start was refused: what that means depends on which calls have ended. */
	hurry(): void {
		if (!this.#hearing.isTrusted) this.#interval.hurry();
		this.#rest.end();
	}

	/** Calls that wait in the provider's queue are not to be dialed any more, where it can be told so. */
	callOff(): void {
		this.#callsOff = true;
		this.hurry();
	}

	async #poll(): Promise<void> {
		this.#polling = true;
		this.#askedAt = this.#clock.monotonic();
		while (this.#watched.size > 0) {
			const isForAll = await this.#pause();
			const asked = isForAll ? [...this.#watched.values()].filter(({ goneAt }) => goneAt === undefined) : [];
			const { listSize } = this.#reads.provider.defaults;
			let ended = 0;
			for (let from = 0; from < asked.length && !this.#signal.aborted; from += listSize) {
				ended += await this.#ask(asked.slice(from, from + listSize));
			}
			if (!this.#signal.aborted) ended += await this.#askForEnds();
			if (isForAll) this.#askedAt = this.#clock.monotonic();
			if (ended === 0 && this.#watched.size > 0) this.#interval.foundNothing();
		}
		this.#polling = false;
	}

	/**
	 * Until it is time to ask, or there is a reason to ask now; what is told meanwhile makes it longer, but not for those that
	 * are gone. @returns whether to ask for the others too
	 */
	async #pause(): Promise<boolean> {
		const from = this.#clock.monotonic();
		const every = this.#interval.ms(this.#slotsWanted());
		const leftForAll = () => this.#hearing.nextAsk(this.#askedAt, every) - this.#clock.monotonic();
		const isSomeGone = () => [...this.#watched.values()].some(({ goneAt }) => goneAt !== undefined);
		const leftForGone = () => (isSomeGone() ? from + every - this.#clock.monotonic() : Number.POSITIVE_INFINITY);
		const isHurried = await this.#rest.whileLeft(() => Math.min(leftForAll(), leftForGone()));
		return isHurried || leftForAll() < 1;
	}

	/** Asks once what the provider knows beyond what it told; the end is what was told, should it not say. */
	async #askForMore(watched: Watched, told: ToldCall): Promise<void> {
		const { provider } = this.#reads;
		watched.isAskedFor = true;
		const view = await this.#reads.read(provider.getCall(watched.call), provider.readCall);
		this.#take(watched, view === undefined || view === 'absent' || view.end === undefined ? told : view);
	}

	/** The call is over, unless that is known already. @returns whether it is news. */
	#take(watched: Watched, view: CallView | 'absent' | undefined): boolean {
		if (this.#watched.get(watched.call) !== watched) return false;
		const followed = this.#judge(watched, view);
		if (followed === undefined) return false;
		this.#settle(watched, followed);
		return true;
	}

	/** Asks for some calls and resolves those that are over. `isHinted`: that they are was told. @returns how many were. */
	async #ask(asked: readonly Watched[], isHinted = false): Promise<number> {
		const over = () => (isHinted ? this.#hearing.told(this.#clock.monotonic()) : this.#hearing.missed());
		let given = 0;
		// The others are not to wait for one whose turn is far off.
		if (this.#reads.waitMs(this.#reads.provider.listCalls(asked)) > LONGEST_WAIT_MS) return 0;
		const askedAt = this.#clock.monotonic();
		const viewOf = await this.#list(asked, () => {
			given = this.#giveUpOld(asked);
		});
		if (viewOf === undefined) return given;
		let ended = 0;
		for (const watched of asked) {
			if (this.#watched.get(watched.call) !== watched) continue; // it was told meanwhile
			const view = viewOf.get(watched.call);
			if (view?.state === 'talking') watched.talked = true;
			if (view?.state === 'gone' && watched.goneAt === undefined) {
				watched.goneAt = this.#clock.monotonic();
				over();
			}
			this.#noteLag(watched, view !== undefined, askedAt);
			const known = view ?? (await this.#missing(watched));
			if (!this.#take(watched, (await this.#calledOff(watched, known)) ?? known)) continue;
			ended += 1;
			over();
		}
		return ended;
	}

	/**
	 * Calls that are gone are asked for once more where their ends are kept, all in one request, until they have had time to
	 * appear there. @returns how many came to their end.
	 */
	async #askForEnds(): Promise<number> {
		const gone = [...this.#watched.values()].filter(({ goneAt }) => goneAt !== undefined);
		if (gone.length === 0) return 0;
		const viewOf = await this.#ends(gone);
		let ended = 0;
		for (const watched of gone) {
			if (this.#watched.get(watched.call) !== watched) continue; // it was told meanwhile
			const end = viewOf.get(watched.call)?.end;
			const goneForMs = this.#clock.monotonic() - (watched.goneAt ?? 0);
			const isWorthWaiting = this.#reads.provider.findEnds !== undefined && goneForMs < this.#settling.askAfterMs;
			if (end === undefined && isWorthWaiting) continue;
			ended += 1;
			this.#interval.sawCallOf(this.#age(watched) - goneForMs);
			this.#settle(watched, end === undefined ? goneFor(watched) : { kind: 'ended', end });
		}
		return ended;
	}

	async #ends(gone: readonly Watched[]): Promise<ReadonlyMap<string, CallView>> {
		const { provider } = this.#reads;
		const request = provider.findEnds?.(gone);
		if (request === undefined || this.#reads.waitMs(request) > LONGEST_WAIT_MS) return new Map();
		const views = await this.#reads.read(request, (response) => provider.readEnds?.(response, gone));
		return new Map(views?.map((view) => [view.call, view]));
	}

	/** Reads pages until all are found, or there are no more; undefined when one was of no use. */
	async #list(asked: readonly Watched[], refusedForGood: () => void): Promise<Map<string, CallView> | undefined> {
		const { provider } = this.#reads;
		const viewOf = new Map<string, CallView>();
		const readPage = (response: HttpResponse) => provider.readCalls(response, asked);
		let request: HttpRequest | undefined = provider.listCalls(asked);
		for (let page = 0; request !== undefined && page < MOST_PAGES; page += 1) {
			const read: CallPage | undefined = await this.#reads.read(request, readPage, refusedForGood);
			if (read === undefined) return undefined;
			for (const view of read.views) viewOf.set(view.call, view);
			request = asked.every(({ call }) => viewOf.has(call)) ? undefined : read.next;
		}
		return viewOf;
	}

	/**
	 * An outage ends, but an answer that is of no use (a 400, another body than expected) may stay so: calls are not waited
	 * for beyond the longest time that one may take. @returns how many were given up.
	 */
	#giveUpOld(asked: readonly Watched[]): number {
		let given = 0;
		for (const watched of asked) {
			if (this.#take(watched, undefined)) given += 1;
		}
		return given;
	}

	/** How far lists lag is told by the calls that they show late. */
	#noteLag(watched: Watched, isShown: boolean, askedAt: number): void {
		if (!isShown) {
			watched.missedForMs = askedAt - watched.watchedFrom;
			this.#settling.missing(watched.missedForMs);
		} else if (watched.missedForMs !== undefined) {
			this.#settling.shownLate(watched.missedForMs);
			watched.missedForMs = undefined;
		}
	}

	/** A call that the list does not show is asked for by itself, once lists have had time to catch up. */
	async #missing(watched: Watched): Promise<CallView | 'absent' | undefined> {
		const { provider } = this.#reads;
		if (this.#age(watched) < this.#settling.askAfterMs) return undefined;
		return this.#reads.read(provider.getCall(watched.call), provider.readCall);
	}

	/** Calls it off if it is to be, again and again while it waits. @returns what became of it, if that was done and told */
	async #calledOff(watched: Watched, view: CallView | 'absent' | undefined): Promise<CallView | undefined> {
		const { provider } = this.#reads;
		if (!this.#callsOff || provider.cancelCall === undefined) return undefined;
		if (view === undefined || view === 'absent' || view.undialed !== true || view.end !== undefined) return undefined;
		watched.calledOff = true;
		const answer = await this.#reads.ask(provider.cancelCall(watched.call), provider.readCall);
		return answer === 'absent' ? undefined : answer;
	}

	#judge(watched: Watched, view: CallView | 'absent' | undefined): Followed | undefined {
		if (view === 'absent') return { kind: 'lost', why: 'the provider no longer knows this call' };
		if (view?.end !== undefined) {
			if (watched.calledOff && view.undialed) return { kind: 'called_off' };
			this.#interval.sawCallOf(this.#age(watched));
			return { kind: 'ended', end: view.end };
		}
		const { longestCallMs } = this.#reads.provider.defaults;
		if (this.#age(watched) < longestCallMs) return undefined;
		return { kind: 'lost', why: `no end was seen within ${longestCallMs / 3_600_000} h` };
	}

	#settle(watched: Watched, followed: Followed): void {
		this.#watched.delete(watched.call);
		watched.resolve(followed);
		if (this.#watched.size === 0) this.#rest.end();
	}

	#age(watched: Watched): number {
		return this.#clock.monotonic() - watched.watchedFrom;
	}

	#abandon(): void {
		this.#rest.end();
		for (const watched of this.#watched.values()) this.#settle(watched, { kind: 'abandoned' });
	}
}
