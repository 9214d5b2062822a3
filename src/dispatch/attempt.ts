/**
 * One attempt, from the intent to the end of its call:
 *
 *   intended -> sent -> accepted -> ended
 *                    -> refused          the contact goes back to the head of its lane, no attempt is used up
 *                    -> failed           the provider will not call this contact
 *                    -> in_doubt -> (reconcile) accepted | not placed (goes back) | in_doubt
 *
 * The intent is on disk before the request leaves, whether that is of this attempt alone or of many (starter.ts). Every
 * other record follows what happened, and a crash before it is written makes the attempt one in doubt, never one that is
 * sent again.
 */
import type { CallerPace, Turn } from '../governor/caller-pace.js';
import type { Governor, Ticket } from '../governor/governor.js';
import type { OpenAttempt } from '../journal/state.js';
import { accountRefused } from '../providers/account-refused.js';
import type { CallEnd, CreateReply, Provider, Refusal } from '../providers/provider.js';
import type { DialerError } from '../runtime/errors.js';
import type { Poller } from '../tracking/poller.js';
import type { Reconciler } from '../tracking/reconcile.js';
import { AttemptBook, type AttemptBookContext, type Running } from './attempt-book.js';
import { resultOfEnd } from './call-result.js';
import type { ConfigGuard } from './config-guard.js';
import type { Sent, Starter } from './starter.js';
import type { WorkItem } from './work.js';

export interface AttemptContext extends AttemptBookContext {
	readonly campaign: string;
	readonly provider: Provider;
	/** Its name, where it is not the campaign's own: what is written down says so. */
	readonly failover?: string | undefined;
	/** Live calls of this run with another provider. */
	readonly liveElsewhere?: () => number;
	readonly starter: Pick<Starter, 'start'>;
	/** When a contact is settled: when the provider took its call, or when the call's end is known. */
	readonly until: 'placed' | 'ended';
	readonly governor: Governor;
	readonly callers: Pick<CallerPace, 'giveBack'>;
	readonly poller: Pick<Poller, 'follow'>;
	readonly reconciler: Reconciler;
	/** A configuration may be refused at once, or only after the call was taken: what passes the one may fail the other. */
	readonly configGuards: { readonly create: ConfigGuard; readonly end: ConfigGuard };
	/** An answer came: the governor may now admit what it did not before. */
	readonly answered: () => void;
	/** The provider refused a start for a limit. */
	readonly refused: () => void;
	/** Ends the run: no more calls are started. */
	readonly stop: (error: DialerError) => void;
}

export class Attempts {
	readonly #context: AttemptContext;
	readonly #book: AttemptBook;

	constructor(context: AttemptContext) {
		this.#context = context;
		this.#book = new AttemptBook(context);
	}

	/**
	 * Makes one attempt at a contact from the caller number whose turn it is. Rejects only when the journal cannot be
	 * written.
	 * @returns whether it rang or may have.
	 */
	async place(item: WorkItem, ticket: Ticket, turn: Turn): Promise<boolean> {
		const { journal, governor, callers, clock } = this.#context;
		const attempt = `${this.#context.campaign}.${(journal.state.attempts + 1).toString(36)}`;
		const { key: contact, to, variables } = item.contact;
		const from = turn.number;
		const intendedAt = clock.now();
		const elsewhere = this.#elsewhere;
		const spec = { attempt, campaign: this.#context.campaign, contact, to, from, variables };
		const sent = await this.#context.starter.start(spec, {
			write: (batch) =>
				journal.commit({
					type: 'intent',
					at: intendedAt,
					attempt,
					contact,
					to,
					from,
					...elsewhere,
					...batchMark(batch),
				}),
			leaving: () => {
				const { live, slots } = governor.snapshot(clock.monotonic());
				const others = this.#context.liveElsewhere?.() ?? 0;
				this.#book.emit({ type: 'attempt_started', attempt, contact, live: live + others, slots: slots + others });
			},
		});
		const marks = { ...elsewhere, ...batchMark(sent.batch) };
		const running: Running = { attempt, contact, to, from, intendedAt, item, ticket, ...marks };
		if ('held' in sent || 'unsent' in sent) callers.giveBack(turn);
		if ('held' in sent) {
			governor.ended(ticket, clock.monotonic());
			this.#book.notPlaced(running, sent.held);
			return false;
		}
		const reaction = this.#react(running, sent);
		this.#context.answered();
		await reaction;
		return running.freed === undefined;
	}

	/** Goes on with an attempt that an earlier run left behind. */
	async takeOver(open: OpenAttempt, item: WorkItem | undefined, ticket: Ticket): Promise<void> {
		const { attempt, contact, to, from, intendedAt, reconciled, batch } = open;
		const marks = { ...this.#elsewhere, ...(reconciled === undefined ? {} : { reconciled }), ...batchMark(batch) };
		const running: Running = { attempt, contact, to, from, intendedAt, item, ticket, ...marks };
		if (open.state === 'accepted' && open.call !== undefined) await this.#follow(running, open.call);
		else await this.#reconcile(running);
	}

	get #elsewhere(): { provider?: string } {
		const { failover } = this.#context;
		return failover === undefined ? {} : { provider: failover };
	}

	async #react(running: Running, sent: Exclude<Sent, { held: string }>): Promise<void> {
		const told = this.#context.reconciler.callOf(running.attempt);
		if (told !== undefined && !('reply' in sent && sent.reply.kind === 'accepted')) return this.#told(running, told);
		if ('unsent' in sent) return this.#unsent(running, sent.unsent);
		const { reply, latencyMs } = sent;
		switch (reply.kind) {
			case 'accepted':
				this.#context.configGuards.create.passed();
				return this.#accepted(running, reply.call, latencyMs);
			case 'refused':
				return this.#refused(running, reply.refusal);
			case 'rejected':
				return this.#rejected(running, reply);
			case 'in_doubt':
				this.#context.governor.failed(running.ticket, this.#now(), 'in_doubt');
				this.#book.inDoubt(running, reply.why, false);
				return this.#reconcile(running);
		}
	}

	#unsent(running: Running, why: string): void {
		this.#book.record({
			type: 'refused',
			attempt: running.attempt,
			contact: running.contact,
			kind: 'unreachable',
			why,
		});
		this.#context.governor.failed(running.ticket, this.#now(), 'unreachable');
		this.#book.giveBack(running, 'unreachable', why);
	}

	#refused(running: Running, refusal: Refusal): void {
		const { kind, message } = refusal;
		this.#book.record({ type: 'refused', attempt: running.attempt, contact: running.contact, kind, why: message });
		this.#context.governor.refused(running.ticket, this.#now(), refusal);
		this.#context.refused();
		this.#book.giveBack(running, kind, message);
	}

	#rejected(running: Running, reply: CreateReply & { kind: 'rejected' }): void {
		const { attempt, contact, ticket } = running;
		const { blame, code, message } = reply;
		this.#context.governor.failed(ticket, this.#now(), 'rejected');
		this.#book.emit({ type: 'attempt_failed', attempt, contact, blame, message });
		if (blame === 'contact') {
			this.#context.configGuards.create.passed();
			this.#book.settle(running, { status: 'failed', error: code, message });
			return;
		}
		if (blame === 'account') {
			this.#book.record({ type: 'refused', attempt, contact, kind: 'account', why: message });
			this.#book.free(running);
			this.#stopForAccount(message);
			return;
		}
		this.#configRefused(this.#context.configGuards.create, running, code, message);
	}

	/** The configuration is refused, or this contact alone under another name: the guard tells which. */
	#configRefused(guard: ConfigGuard, running: Running, code: string, message: string): void {
		const { attempt, contact, item } = running;
		const by = this.#context.provider.name;
		const before = item?.configRefusals?.by === by ? item.configRefusals.times : 0;
		if (guard.failed(contact, message, before)) {
			this.#book.settle(running, { status: 'failed', error: code, message });
			return;
		}
		this.#book.record({ type: 'refused', attempt, contact, kind: 'config', why: message });
		running.freed = true;
		if (item !== undefined) this.#context.work.postpone({ ...item, configRefusals: { by, times: before + 1 } });
	}

	async #reconcile(running: Running): Promise<void> {
		const found = await this.#context.reconciler.find(running);
		if (found.kind === 'placed') return this.#told(running, found.call);
		this.#context.governor.ended(running.ticket, this.#now());
		if (found.kind === 'not_placed') this.#book.notPlaced(running, found.why);
		else if (found.kind === 'cannot_tell') this.#book.inDoubt(running, found.why, true);
	}

	/** The provider has its call, whatever was answered: a refusal may come from something in between. */
	#told(running: Running, call: string): Promise<void> {
		running.reconciled = true;
		return this.#accepted(running, call, 0);
	}

	async #accepted(running: Running, call: string, latencyMs: number): Promise<void> {
		const { attempt, contact, ticket } = running;
		const reconciled = running.reconciled === true;
		const mark = reconciled ? ({ reconciled: true } as const) : {};
		this.#context.governor.accepted(ticket, this.#now());
		this.#book.emit({ type: 'call_accepted', attempt, contact, call, latencyMs, reconciled });
		if (this.#context.until === 'placed') {
			const result = this.#book.result(running, { status: 'placed', call });
			this.#book.record({ type: 'accepted', attempt, contact, call, ...mark, result });
			this.#context.governor.ended(ticket, this.#now());
			this.#book.settled(running, result);
			return;
		}
		this.#book.record({ type: 'accepted', attempt, contact, call, ...mark });
		await this.#follow(running, call);
	}

	async #follow(running: Running, call: string): Promise<void> {
		const { to, from, intendedAt } = running;
		const followed = await this.#context.poller.follow({ call, to, from, since: intendedAt });
		if (followed.kind === 'ended') return this.#ended(running, call, followed.end);
		this.#context.governor.ended(running.ticket, this.#now());
		if (followed.kind === 'called_off') this.#calledOff(running);
		if (followed.kind === 'lost')
			this.#book.settle(running, { status: 'placed', call, outcome: 'unknown', message: followed.why });
	}

	/** Nothing rang, and the contact is pending again. */
	#calledOff(running: Running): void {
		const { attempt, contact } = running;
		const why = "called off in the provider's queue, before it was dialed";
		this.#book.record({ type: 'refused', attempt, contact, kind: 'called_off', why });
		this.#book.giveBack(running, 'called_off', why);
	}

	#ended(running: Running, call: string, end: CallEnd): void {
		const { attempt, contact, ticket } = running;
		if (end.refusal !== undefined) {
			this.#refused(running, end.refusal);
			return;
		}
		this.#context.governor.ended(ticket, this.#now());
		if (end.config !== undefined) {
			this.#configRefused(this.#context.configGuards.end, running, end.reason, end.config);
			return;
		}
		this.#context.configGuards.end.passed();
		if (end.account !== undefined) {
			if (!end.account.rang) {
				this.#book.record({ type: 'refused', attempt, contact, kind: 'account', why: end.account.message });
				this.#book.giveBack(running, 'account', end.account.message);
			}
			this.#stopForAccount(end.account.message, end.account.hint);
			if (!end.account.rang) return;
		}
		const duration = end.durationMs === undefined ? {} : { durationMs: end.durationMs };
		this.#book.emit({ type: 'call_ended', attempt, contact, call, outcome: end.outcome, ...duration });
		this.#book.settle(running, resultOfEnd(call, end));
	}

	#stopForAccount(message: string, hint?: string): void {
		this.#context.stop(accountRefused(this.#context.provider.name, message, hint));
	}

	#now(): number {
		return this.#context.clock.monotonic();
	}
}

function batchMark(batch: string | undefined): { readonly batch?: string } {
	return batch === undefined ? {} : { batch };
}
