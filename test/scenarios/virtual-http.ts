import type { Call } from '../../src/mock/call.js';
import { isOutage } from '../../src/mock/faults.js';
import type { MockProvider } from '../../src/mock/provider.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import type { HttpClient, HttpRequest, HttpResult } from '../../src/providers/http.js';
import { type Clock, sleep } from '../../src/runtime/clock.js';
import type { Random } from '../../src/runtime/random.js';

/** Sees every request for a call at the moment at which the provider decides on it. */
interface CreateWatcher {
	/** `call`: undefined when none came of it. `refused`: answered 429. */
	created(call: Call | undefined, refused: boolean): void;
}

interface VirtualHttpOptions {
	readonly mock: MockProvider;
	readonly scenario: Scenario;
	readonly clock: Clock;
	/** Time of the network for a request and its answer together, ms. */
	readonly latency: { readonly min: number; readonly max: number };
	readonly random: Random;
	readonly watcher: CreateWatcher;
}

const NEVER = new Promise<never>(() => undefined);

/** The network between the dialer and the mock, without sockets: half of the latency passes on the way to it. */
export class VirtualHttp implements HttpClient {
	readonly #options: VirtualHttpOptions;
	readonly #startedAt: number;
	/** Epoch ms before which the provider asked to send nothing, as far as the answers that came tell. */
	#silentUntil = 0;
	#isDead = false;

	constructor(options: VirtualHttpOptions) {
		this.#options = options;
		this.#startedAt = options.clock.now();
	}

	async send(request: HttpRequest, timeoutMs: number): Promise<HttpResult> {
		if (this.#isDead) return NEVER;
		const result = await this.#exchange(request, timeoutMs);
		return this.#isDead ? NEVER : result;
	}

	close(): Promise<void> {
		return Promise.resolve();
	}

	/** The process that sends is gone: what it sent still arrives, what is answered reaches nobody. */
	die(): void {
		this.#isDead = true;
	}

	async #exchange(request: HttpRequest, timeoutMs: number): Promise<HttpResult> {
		const { mock, scenario, clock, latency, random } = this.#options;
		const sentAt = clock.monotonic();
		if (clock.now() < this.#silentUntil) mock.violated();
		const wayMs = (latency.min + (latency.max - latency.min) * random()) / 2;
		await sleep(clock, wayMs);
		if (isOutage(scenario.faults, clock.now() - this.#startedAt)) {
			mock.cutOff();
			return { ok: false, failure: { sent: false, why: 'connection refused' } };
		}
		const answer = this.#ask(request);
		if (answer.act === 'silence') {
			await sleep(clock, timeoutMs - wayMs);
			return { ok: false, failure: { sent: true, why: 'no answer in time' } };
		}
		if (answer.delayMs > 0) await sleep(clock, answer.delayMs);
		await sleep(clock, wayMs);
		if (answer.act !== 'reset') this.#silentUntil = Math.max(this.#silentUntil, answer.holdUntil ?? 0);
		if (answer.act !== 'reply') return { ok: false, failure: { sent: true, why: 'the connection broke' } };
		const { status, body } = answer.reply;
		const headers = answer.headers ?? {};
		const receivedAt = clock.now();
		return { ok: true, response: { status, headers, body, receivedAt, latencyMs: clock.monotonic() - sentAt } };
	}

	#ask(request: HttpRequest): ReturnType<MockProvider['handle']> {
		const { mock, clock, watcher } = this.#options;
		const { method, headers, body = '' } = request;
		const [path = '', query = ''] = request.path.split('?', 2);
		const before = mock.calls.all.length;
		const answer = mock.handle({ method, path, query, headers, body }, clock.now());
		if (mock.isCreate(method, path)) {
			const call = mock.calls.all.length > before ? mock.calls.all.at(-1) : undefined;
			watcher.created(call, answer.act === 'reply' && answer.reply.status === 429);
		}
		return answer;
	}
}
