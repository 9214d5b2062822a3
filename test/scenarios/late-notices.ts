import type { MockProvider } from '../../src/mock/provider.js';
import type { FollowedCall } from '../../src/providers/provider.js';
import { type Clock, sleep } from '../../src/runtime/clock.js';
import type { Random } from '../../src/runtime/random.js';
import type { Poller } from '../../src/tracking/poller.js';
import type { Followed } from '../../src/tracking/watched-call.js';

interface LateNoticesOptions {
	readonly mock: MockProvider;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	readonly random: Random;
	/** How long after its end a call is known to be over, ms. */
	readonly delay: { readonly min: number; readonly max: number };
}

/** In place of polling: word of a call's end comes a little after it, as webhooks bring it. */
export class LateNotices implements Pick<Poller, 'follow'> {
	readonly #options: LateNoticesOptions;

	constructor(options: LateNoticesOptions) {
		this.#options = options;
	}

	async follow({ call: id }: Pick<FollowedCall, 'call'>): Promise<Followed> {
		const { mock, clock, random, delay, signal } = this.#options;
		const call = mock.calls.find(id, Number.POSITIVE_INFINITY);
		if (call === undefined) return { kind: 'lost', why: 'there is no such call' };
		await sleep(clock, call.endedAt - clock.now() + delay.min + (delay.max - delay.min) * random());
		if (signal.aborted) return { kind: 'abandoned' };
		const { reason, connectedAt, endedAt } = call;
		if (connectedAt === undefined) return { kind: 'ended', end: { outcome: 'no_answer', reason, endedAt } };
		const durationMs = endedAt - connectedAt;
		return { kind: 'ended', end: { outcome: 'answered', reason, startedAt: connectedAt, endedAt, durationMs } };
	}
}
