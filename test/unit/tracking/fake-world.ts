import type { HttpClient, HttpRequest, HttpResult } from '../../../src/providers/http.js';
import type {
	CallEnd,
	CallView,
	FollowedCall,
	LostAttempt,
	Provider,
	ProviderDefaults,
} from '../../../src/providers/provider.js';
import { sleep, VirtualClock } from '../../../src/runtime/clock.js';
import { type ReadHooks, Reads } from '../../../src/tracking/reads.js';

/** A provider whose calls are a map, reached without a socket; it answers with what is true when it is asked. */
export class FakeWorld implements HttpClient {
	readonly clock = new VirtualClock();
	readonly calls = new Map<string, CallView>();
	/** Calls that no list shows, although the single question knows them. */
	readonly unlisted = new Set<string>();
	/** Lists show every call, whichever were asked for. */
	ignoresFilters = false;
	/** Everything that was asked: the path, and what was asked for, in words. */
	readonly asked: string[] = [];
	readonly timeouts: number[] = [];
	/** Status of every answer, 0 for none at all. */
	status = 200;
	headers: Record<string, string> = {};
	latencyMs = 0;
	/** Requests on their way now, and the most there ever were. */
	underWay = 0;
	mostUnderWay = 0;

	/** The call exists from now on. */
	place(call: string, attempt?: string): void {
		this.calls.set(call, { call, attempt, end: undefined });
	}

	end(call: string, end: CallEnd = { outcome: 'answered', reason: 'hangup' }): void {
		this.calls.set(call, { call, attempt: this.calls.get(call)?.attempt, end });
	}

	async send(request: HttpRequest, timeoutMs: number): Promise<HttpResult> {
		const { path, body = '' } = request;
		this.asked.push(`${path} ${body}`.trim());
		this.timeouts.push(timeoutMs);
		this.underWay += 1;
		this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
		const [status, text] = this.#answer(path, body);
		await sleep(this.clock, this.latencyMs);
		this.underWay -= 1;
		if (status === 0) return { ok: false, failure: { sent: true, why: 'no answer' } };
		const receivedAt = this.clock.now();
		return { ok: true, response: { status, headers: this.headers, body: text, receivedAt, latencyMs: this.latencyMs } };
	}

	async close(): Promise<void> {}

	#answer(path: string, body: string): [status: number, body: string] {
		if (this.status !== 200) return [this.status, ''];
		if (path === '/call') {
			const view = this.calls.get(body);
			return view === undefined ? [404, ''] : [200, JSON.stringify(view)];
		}
		const listed = [...this.calls.values()].filter(({ call }) => !this.unlisted.has(call));
		const isAsked =
			path === '/attempt'
				? (view: CallView) => view.attempt === body
				: (view: CallView) => body.split(',').includes(view.call);
		return [200, JSON.stringify(listed.filter((view) => this.ignoresFilters || isAsked(view)))];
	}
}

/** The adapter for `FakeWorld`. */
export function fakeProvider(defaults: Partial<ProviderDefaults> = {}): Provider {
	const ask = (path: string, body: string): HttpRequest => ({ method: 'POST', path, headers: {}, body });
	return {
		name: 'fake',
		accountSecret: 'key',
		defaults: {
			pacePerSecond: 1,
			paceSource: 'a test',
			timeoutMs: 120_000,
			settlingMs: 30_000,
			listSize: 100,
			longestCallMs: 3_600_000,
			...defaults,
		},
		createCall: ({ attempt }) => ask('/create', attempt),
		readCreate: () => ({ kind: 'in_doubt', why: 'not asked here' }),
		listCalls: (calls) => ask('/list', calls.map(({ call }) => call).join(',')),
		findAttempt: ({ attempt }) => ask('/attempt', attempt),
		readFound({ status, body }, { attempt }) {
			if (status !== 200) return undefined;
			const found = (JSON.parse(body) as CallView[]).find((view) => view.attempt === attempt);
			return found === undefined ? { kind: 'absent' } : { kind: 'placed', call: found.call };
		},
		readCalls: ({ status, body }) => (status === 200 ? { views: JSON.parse(body) } : undefined),
		getCall: (call) => ask('/call', call),
		readCall({ status, body }) {
			if (status === 404) return 'absent';
			return status === 200 ? JSON.parse(body) : undefined;
		},
		rateLimits: ({ headers }) =>
			headers['retry-after'] === undefined ? {} : { retryAfterMs: Number(headers['retry-after']) * 1_000 },
		isOwnError: () => true,
		readRefusedAccount: ({ status }) => (status === 401 ? '401 bad key' : undefined),
	};
}

/** Reads of `world`, and the signal that abandons them. */
export function readsOf(
	world: FakeWorld,
	defaults: Partial<ProviderDefaults> = {},
	hooks: Partial<ReadHooks> = {},
	adapter: Partial<Provider> = {},
) {
	const abandon = new AbortController();
	const reads = new Reads({
		provider: { ...fakeProvider(defaults), ...adapter },
		http: world,
		clock: world.clock,
		signal: abandon.signal,
		hooks: { silenceMs: () => 0, answered: () => undefined, accountRefused: () => undefined, ...hooks },
	});
	return { reads, abandon, signal: abandon.signal };
}

/** A call that was taken. */
export function taken(call: string): FollowedCall {
	return { call, to: '+12025550123', from: '+12025550100', since: Date.UTC(2026, 0, 5, 9) };
}

/** An attempt whose answer was lost. */
export function lostAttempt(attempt: string): LostAttempt {
	return { attempt, to: '+12025550123', from: '+12025550100', intendedAt: Date.UTC(2026, 0, 5, 9) };
}

/** A box that holds what the promise came to, once it has; until then `value` is undefined. */
export function peek<T>(promise: Promise<T>): { readonly value: T | undefined } {
	const box: { value: T | undefined } = { value: undefined };
	void promise.then((value) => {
		box.value = value;
	});
	return box;
}
