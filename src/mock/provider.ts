import { type Random, seededRandom } from '../runtime/random.js';
import { AccountLimits, type Refusal } from './account-limits.js';
import type { Answer, Verdict } from './answer.js';
import { BatchDesk } from './batch-desk.js';
import type { Call, NewCall } from './call.js';
import { createScriptWriter, ENDED_AT_ONCE } from './call-script.js';
import { CallStore } from './calls.js';
import { DialQueue } from './dial-queue.js';
import { tagged } from './etag.js';
import { chooseFault, FAULTS } from './faults.js';
import { GroupLimits, type GroupVerdict } from './group-limits.js';
import { owns } from './holdings.js';
import { type LookOperation, Lookups } from './lookups.js';
import { rateHeaders } from './rate-headers.js';
import { imfDate } from './retry-after.js';
import type { FaultKind, Scenario } from './scenario-schema.js';
import { spoiled } from './spoiled.js';
import { SubscriptionDesk } from './subscription-desk.js';
import { TokenBook } from './token-book.js';
import { type Truth, TruthBook, type TruthSummary } from './truth.js';
import { asksForCalls, type MockRequest, type Operation, type Problem, type Reply, type Wire } from './wire/wire.js';

type TokenOperation = Extract<Operation, { kind: 'token' }>;

/**
 * The simulated provider without its sockets: takes requests, keeps calls and truth, says what to answer. Moments
 * (`now`) are epoch ms and never go back. A create request passes, in this order: credentials, account, faults that
 * strike before acceptance, the body's own sense, penalty, rate limits, slots; then it is accepted, and only the reply
 * can fail.
 */
export class MockProvider {
	readonly #scenario: Scenario;
	readonly #wire: Wire;
	readonly #startedAt: number;
	readonly #writeScript: ReturnType<typeof createScriptWriter>;
	readonly #calls: CallStore;
	readonly #truth: TruthBook;
	readonly #batches: BatchDesk | undefined;
	readonly #limits: AccountLimits;
	readonly #groups: GroupLimits;
	readonly #tokens: TokenBook | undefined;
	readonly #queue: DialQueue | undefined;
	readonly #faultChance: Random;
	readonly #latencyChance: Random;
	readonly #headerChance: Random;
	readonly #accepted: (call: Call, key: string) => void;
	readonly #lookups: Lookups;

	/** `accepted` is told of each call that is taken, and by which credential. */
	constructor(
		scenario: Scenario,
		wire: Wire,
		seed: number,
		startedAt: number,
		accepted: (call: Call, key: string) => void = () => undefined,
	) {
		this.#accepted = accepted;
		this.#scenario = scenario;
		this.#wire = wire;
		this.#startedAt = startedAt;
		this.#writeScript = createScriptWriter(scenario, seed);
		this.#calls = new CallStore(startedAt, scenario.listLag);
		this.#truth = new TruthBook(startedAt);
		const { queue } = scenario.limits;
		this.#limits = new AccountLimits(scenario.limits, seed);
		this.#groups = new GroupLimits(scenario.groups);
		this.#tokens = wire.tokens === undefined ? undefined : new TokenBook(wire.tokens, scenario);
		this.#queue = queue === undefined ? undefined : new DialQueue(queue);
		const stop = (call: Call, now: number) => this.#stop(call, now);
		this.#batches = wire.batches && new BatchDesk(wire.batches, this.#calls, stop);
		const subscriptions = new SubscriptionDesk(wire.subscriptions);
		const standing = (now: number) => this.#limits.occupancy(now - startedAt, this.#calls.liveCount(now));
		this.#lookups = new Lookups({
			scenario,
			wire,
			calls: this.#calls,
			batches: this.#batches,
			subscriptions,
			standing,
			stop,
		});
		this.#faultChance = seededRandom(seed);
		this.#latencyChance = seededRandom(seed + 1);
		this.#headerChance = seededRandom(seed + 3);
	}

	handle(request: MockRequest, now: number): Answer {
		const operation = this.#wire.operation(request.method, request.path, request.body);
		if (operation === undefined) return this.#dress(this.#problem('unknown-route'), 0, now);
		const isCreate = asksForCalls(operation);
		const { min, max } = this.#scenario.latency;
		const delayMs = max === 0 || !isCreate ? 0 : min + (max - min) * this.#latencyChance();
		if (isCreate) this.#truth.createArrived(now);
		if (operation.kind === 'token') this.#truth.tokenArrived();
		const shutOut = operation.kind === 'token' ? undefined : this.#shutOut(request, operation.kind, now);
		const counted = shutOut === undefined ? this.#count(request, isCreate, now) : undefined;
		if (counted?.reply !== undefined) return this.#dress({ act: 'reply', reply: counted.reply }, delayMs, now);
		const verdict = isCreate
			? this.#create(operation.kind, request, shutOut, now)
			: this.#look(operation, request, shutOut, now);
		return this.#dress(verdict, delayMs, now, isCreate, counted?.headers);
	}

	/** Has the request's group count it. @returns headers that tell of it, and the reply when it may not be carried out. */
	#count(request: MockRequest, isCreate: boolean, now: number): (GroupVerdict & { reply?: Reply }) | undefined {
		const name = this.#wire.group?.(request);
		const verdict = name === undefined ? undefined : this.#groups.count(name, now - this.#startedAt);
		if (name === undefined || verdict === undefined) return undefined;
		this.#truth.grouped(name, verdict.refused);
		if (!verdict.refused) return verdict;
		if (verdict.isPenalty) this.#truth.penalized();
		if (isCreate) this.#truth.refused('rate');
		return { ...verdict, reply: { ...this.#wire.refused(undefined), headers: verdict.headers } };
	}

	/** Whether such a request asks for calls; no body changes that. */
	isCreate(method: string, path: string): boolean {
		return asksForCalls(this.#wire.operation(method, path, ''));
	}

	/** A client sent a request, of whatever kind, before the end of a wait that it had been told. */
	violated(): void {
		this.#truth.violated();
	}

	/** A connection or request was cut off by an outage. */
	cutOff(): void {
		this.#truth.faulted('outage');
	}

	/** All calls, for those who watch from outside how they go on. */
	get calls(): Pick<CallStore, 'all' | 'find'> {
		return this.#calls;
	}

	truth(now: number): Truth {
		return this.#truth.whole(this.#calls.liveCount(now), this.#calls.livePeak);
	}

	truthSummary(now: number): TruthSummary {
		return this.#truth.summary(this.#calls.liveCount(now), this.#calls.livePeak);
	}

	#create(kind: 'create' | 'upload', request: MockRequest, shutOut: Problem | undefined, now: number): Verdict {
		if (shutOut !== undefined) return this.#reject(this.#wire.problem(shutOut));
		const fault = this.#drawFault('create');
		if (fault !== undefined && !FAULTS[fault].rings) return this.#failBefore(fault);
		const taken = kind === 'create' ? this.#createOne(request, now) : this.#upload(request, now);
		if (!('status' in taken)) return taken;
		if (fault === undefined) return { act: 'reply', reply: taken };
		this.#truth.faulted(fault);
		return spoiled(this.#wire, FAULTS[fault].effect, taken);
	}

	/** @returns the reply when a call was taken, and what to do when none was */
	#createOne(request: MockRequest, now: number): Reply | Verdict {
		const wanted = this.#wire.readCreate(request);
		if ('status' in wanted) return this.#reject(wanted);
		const isOurs = owns(this.#scenario, 'agent', wanted.agent) && owns(this.#scenario, 'number', wanted.from);
		if (!isOurs) return this.#reject(this.#wire.problem('unknown-asset'));
		const refusal = this.#limit(now);
		if (refusal !== undefined && !this.#endsAtOnce(refusal)) return this.#refuse(refusal);
		const call = refusal === undefined ? this.#accept(wanted, now) : this.#calls.accept(wanted, ENDED_AT_ONCE, now);
		this.#accepted(call, this.#wire.credential(request.headers) ?? '');
		const occupancy = this.#limits.occupancy(now - this.#startedAt, this.#calls.liveCount(now));
		return this.#wire.created(call, occupancy);
	}

	/** As `#createOne`, but calls that are asked for together wait for their slots instead of being refused. */
	#upload(request: MockRequest, now: number): Reply | Verdict {
		const wanted = this.#wire.batches?.readUpload(request);
		if (this.#batches === undefined || wanted === undefined) return this.#problem('unknown-route');
		if ('status' in wanted) return this.#reject(wanted);
		if (!owns(this.#scenario, 'agent', wanted.agent)) return this.#reject(this.#wire.problem('unknown-asset'));
		const refusal = this.#limit(now, 0);
		if (refusal !== undefined) return this.#refuse(refusal);
		const slots = this.#limits.slots.total(now - this.#startedAt);
		return this.#batches.upload(wanted, slots, now, (row, dialedAt) => this.#accept(row, now, dialedAt));
	}

	/** Why this client may not do this, whatever it asks in particular; undefined when it may. */
	#shutOut(request: MockRequest, kind: Operation['kind'], now: number): Problem | undefined {
		const { key, account, accountAfter } = this.#scenario;
		const credential = this.#wire.credential(request.headers);
		const isGood = this.#tokens?.isGood(credential, now) ?? (key === undefined || credential === key);
		if (credential === undefined || !isGood) return 'unauthorized';
		if (account === 'ok' || this.#truth.calls < accountAfter) return undefined;
		return account === 'unauthorized' || kind === 'create' || kind === 'upload' ? account : undefined;
	}

	#limit(now: number, live = this.#calls.liveCount(now)): Refusal | undefined {
		const occupied = { live, msToNextFreed: this.#calls.msToNextFreed(now) };
		const refusal = this.#limits.start(now - this.#startedAt, occupied);
		if (refusal !== undefined) this.#truth.refused(refusal.limit === 'slots' ? 'slots' : 'rate');
		return refusal;
	}

	#endsAtOnce({ limit, isPenalty }: Refusal): boolean {
		return limit === 'slots' && !isPenalty && this.#scenario.limits.full === 'end';
	}

	#refuse({ limit, waitMs, isPenalty }: Refusal): Verdict {
		if (isPenalty) this.#truth.penalized();
		const reply = this.#wire.refused(this.#scenario.limits.tells === 'kind' ? limit : undefined);
		return { act: 'reply', reply, refusedForMs: waitMs };
	}

	#accept(wanted: NewCall, now: number, dialedAt = this.#queue?.take(now) ?? now): Call {
		const ringNumber = this.#truth.rang(wanted, now);
		this.#truth.queued(dialedAt - now);
		return this.#calls.accept(wanted, this.#writeScript(wanted.to, ringNumber), now, dialedAt);
	}

	#failBefore(fault: FaultKind): Verdict {
		this.#truth.faulted(fault);
		if (fault === 'refuse') this.#truth.refused('random');
		return spoiled(this.#wire, FAULTS[fault].effect, this.#wire.problem('server-error'));
	}

	/** Requests that start no call: reading and hanging up. */
	#look(
		operation: LookOperation | TokenOperation,
		request: MockRequest,
		shutOut: Problem | undefined,
		now: number,
	): Verdict {
		if (operation.kind === 'token') return this.#giveToken(request, now);
		this.#truth.readArrived(operation.kind);
		if (shutOut !== undefined) return this.#problem(shutOut);
		const refusal = this.#limits.look(now - this.#startedAt);
		if (refusal !== undefined) return this.#refuse(refusal);
		const fault = operation.kind === 'stop' || operation.kind === 'cancel' ? undefined : this.#drawFault('read');
		const reply = this.#lookups.answer(operation, request, now) ?? this.#wire.problem('unknown-route');
		if (fault === undefined) return { act: 'reply', reply: this.#tagged(reply, request) };
		this.#truth.faulted(fault);
		return spoiled(this.#wire, FAULTS[fault].effect, reply);
	}

	#tagged(reply: Reply, request: MockRequest): Reply {
		if (!this.#wire.hasTags) return reply;
		const answer = tagged(reply, request);
		if (answer.status === 304) this.#truth.notModified();
		return answer;
	}

	#giveToken(request: MockRequest, now: number): Verdict {
		const answer = this.#tokens?.answer(request, now);
		if (answer?.isGiven) this.#truth.tokenGiven();
		return { act: 'reply', reply: answer?.reply ?? this.#wire.problem('unknown-route') };
	}

	#stop(call: Call, now: number): void {
		if (now < call.dialedAt && now < call.endedAt) this.#truth.calledOff(call);
		this.#calls.stop(call, now);
	}

	#drawFault(operation: 'create' | 'read'): FaultKind | undefined {
		const { faults } = this.#scenario;
		return faults.length === 0 ? undefined : chooseFault(faults, operation, this.#faultChance());
	}

	#problem(problem: Problem): Verdict {
		return { act: 'reply', reply: this.#wire.problem(problem) };
	}

	#reject(reply: Reply): Verdict {
		this.#truth.rejected();
		return { act: 'reply', reply };
	}

	/** @param isLimited whether the request is one that the rate limits count */
	#dress(
		verdict: Verdict,
		delayMs: number,
		now: number,
		isLimited = false,
		counted: Readonly<Record<string, string>> = {},
	): Answer {
		if (verdict.act === 'reset' || verdict.act === 'silence') return { act: verdict.act, delayMs };
		const { act, reply, refusedForMs } = verdict;
		const { headers, skew: skewMs } = this.#scenario;
		const standings = isLimited && this.#tellsLimits() ? this.#limits.standings(now - this.#startedAt) : [];
		const told = rateHeaders(headers.dialects, { standings, refusedForMs, now: now + delayMs, skewMs });
		const date = skewMs === 0 ? undefined : { date: imfDate(now + delayMs + skewMs) };
		const all = { ...date, ...counted, ...reply.headers, ...told?.headers };
		const headersToSend = Object.keys(all).length === 0 ? undefined : all;
		return { act, delayMs, reply, headers: headersToSend, holdUntil: told?.holdUntil };
	}

	#tellsLimits(): boolean {
		const { dialects, absentShare } = this.#scenario.headers;
		return dialects.length > 0 && (absentShare === 0 || this.#headerChance() >= absentShare);
	}
}
