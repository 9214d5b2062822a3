import { retellProvider } from '../../../../src/providers/retell/adapter.js';
import type { Clock } from '../../../../src/runtime/clock.js';
import { type Random, seededRandom } from '../../../../src/runtime/random.js';
import { LateNotices } from '../../../scenarios/late-notices.js';
import { VirtualHttp } from '../../../scenarios/virtual-http.js';
import type { VirtualWorld } from '../../../scenarios/virtual-world.js';

/** No call came of a request. */
export class NotTaken extends Error {
	/** ms that the provider asks to wait. */
	readonly retryAfterMs: number | undefined;

	constructor(why: string, retryAfterMs?: number) {
		super(why);
		this.retryAfterMs = retryAfterMs;
	}
}

/** For scenarios that leave it to the dialer's polling when the end of a call is known, ms. */
const PROMPT = { min: 0, max: 1_000 };

/** What a job can do: everything that a script around a queue library would have of its own. */
export class Desk {
	readonly clock: Clock;
	readonly random: Random;
	readonly #world: VirtualWorld;
	readonly #http: VirtualHttp;
	readonly #notices: LateNotices;
	readonly #provider = retellProvider({ apiKey: 'key' });
	#attempts = 0;
	#accepted = 0;
	#isDead = false;

	/** `salt`: added to the world's seed */
	constructor(world: VirtualWorld, salt: number) {
		const { scenario, campaign, clock, mock } = world;
		const { endNotice, latency } = campaign;
		const seed = world.seed + salt;
		this.#world = world;
		this.clock = clock;
		this.random = seededRandom(seed + 11);
		const watcher = { created: this.#created.bind(this) };
		this.#http = new VirtualHttp({ mock, scenario, clock, latency, random: seededRandom(seed + 12), watcher });
		const delay = endNotice === 'poll' ? PROMPT : endNotice;
		const { signal } = new AbortController();
		this.#notices = new LateNotices({ mock, clock, signal, random: seededRandom(seed + 14), delay });
	}

	/** Calls that the provider took from it. */
	get accepted(): number {
		return this.#accepted;
	}

	get isDead(): boolean {
		return this.#isDead;
	}

	/** The process is gone; nothing that it waits for comes. */
	die(): void {
		this.#isDead = true;
		this.#http.die();
	}

	/**
	 * Asks for one call, once.
	 * @returns the call's id
	 * @throws NotTaken when none came of it, as far as the answer tells
	 */
	async place(to: string): Promise<string> {
		this.#attempts += 1;
		const request = this.#provider.createCall({
			attempt: `jobs.${this.#attempts}`,
			campaign: 'jobs',
			contact: to,
			to,
			from: '+12025550100',
			variables: {},
		});
		const result = await this.#http.send(request, this.#provider.defaults.timeoutMs);
		if (!result.ok) throw new NotTaken(result.failure.why);
		const reply = this.#provider.readCreate(result.response);
		if (reply.kind === 'accepted') return reply.call;
		if (reply.kind === 'refused') throw new NotTaken(reply.refusal.message, reply.refusal.retryAfterMs);
		throw new NotTaken(reply.kind);
	}

	/** Resolves when it is known that the call is over. */
	async over(call: string): Promise<void> {
		await this.#notices.follow({ call });
	}

	#created(call: { readonly freedAt: number } | undefined, refused: boolean): void {
		const { clock, meter } = this.#world;
		const now = clock.monotonic();
		if (call !== undefined) {
			this.#accepted += 1;
			meter.accepted(now, call.freedAt - (clock.now() - now));
		} else if (refused) meter.refused(now);
		else meter.failed(now);
	}
}
