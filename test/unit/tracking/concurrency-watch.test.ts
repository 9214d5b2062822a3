import { expect, test } from 'vitest';
import type { HttpClient } from '../../../src/providers/http.js';
import { sleep, VirtualClock } from '../../../src/runtime/clock.js';
import { ConcurrencyWatch } from '../../../src/tracking/concurrency-watch.js';
import { Reads } from '../../../src/tracking/reads.js';
import { fakeProvider } from './fake-world.js';

/** A provider that tells its limit, and what was told on. */
class Bench {
	readonly clock = new VirtualClock();
	readonly told: number[] = [];
	/** When it was asked, ms. */
	readonly asked: number[] = [];
	limit = 20;
	/** Live calls of the account. */
	live = 0;
	/** Live calls of ours. */
	own = 0;
	status = 200;
	latencyMs = 0;
	readonly watch: ConcurrencyWatch;
	readonly #abandon = new AbortController();

	constructor(canBeAsked = true) {
		this.watch = new ConcurrencyWatch({
			reads: new Reads({
				provider: canBeAsked ? { ...fakeProvider(), ...QUESTION } : fakeProvider(),
				http: this.#http(),
				clock: this.clock,
				signal: new AbortController().signal,
				hooks: { silenceMs: () => 0, answered: () => undefined, accountRefused: () => undefined },
			}),
			clock: this.clock,
			ownLive: () => this.own,
			told: (slots) => this.told.push(slots),
		});
	}

	/** Asks once. @returns whether there was an answer. */
	async ask(ownLive?: number): Promise<boolean> {
		const answered = this.watch.ask(ownLive);
		await this.clock.advance(this.latencyMs);
		return answered;
	}

	/** Begins to watch. */
	start(): this {
		void this.watch.watch(this.#abandon.signal);
		return this;
	}

	async stop(): Promise<void> {
		this.#abandon.abort();
		await this.clock.advance(0);
	}

	#http(): HttpClient {
		return {
			send: async () => {
				this.asked.push(this.clock.monotonic());
				const { status, latencyMs } = this;
				const body = JSON.stringify({ limit: this.limit, live: this.live });
				await sleep(this.clock, latencyMs);
				return { ok: true, response: { status, headers: {}, body, receivedAt: this.clock.now(), latencyMs } };
			},
			close: async () => undefined,
		};
	}
}

const QUESTION: Pick<ReturnType<typeof fakeProvider>, 'concurrency' | 'readConcurrency'> = {
	concurrency: () => ({ method: 'GET', path: '/concurrency', headers: {}, body: '' }),
	readConcurrency: ({ status, body }) => (status === 200 ? JSON.parse(body) : undefined),
};

test('where it cannot be asked nothing is told', async () => {
	const bench = new Bench(false);
	expect(await bench.ask()).toBe(false);
	expect([bench.asked, bench.told]).toEqual([[], []]);
});

test('an answer that does not tell is none', async () => {
	const bench = new Bench();
	bench.status = 500;
	expect(await bench.ask()).toBe(false);
	expect(bench.told).toEqual([]);
});

test('calls of others are taken off, and one slot remains', async () => {
	const bench = new Bench();
	bench.live = 7;
	bench.own = 4;
	expect(await bench.ask()).toBe(true);
	bench.live = 40;
	await bench.ask();
	expect(bench.told).toEqual([17, 1]);
});

test('a call of ours that was started while the question was under way is no call of others', async () => {
	const bench = new Bench();
	bench.latencyMs = 100;
	bench.live = 5;
	bench.own = 4;
	const answered = bench.watch.ask();
	bench.own = 5;
	await bench.clock.advance(100);
	expect(await answered).toBe(true);
	expect(bench.told).toEqual([20]);
});

test('calls that an earlier run left live are ours', async () => {
	const bench = new Bench();
	bench.live = 3;
	await bench.ask(3);
	expect(bench.told).toEqual([20]);
});

test('a fall is believed at once, a rise the second time', async () => {
	const bench = new Bench();
	for (const limit of [20, 12, 15, 15, 18, 12, 20]) {
		bench.limit = limit;
		await bench.ask();
	}
	expect(bench.told).toEqual([20, 12, 12, 15, 15, 12, 12]);
});

test('an answer that does not tell comes between no two that do', async () => {
	const bench = new Bench();
	bench.limit = 12;
	await bench.ask();
	bench.status = 500;
	await bench.ask();
	bench.status = 200;
	bench.limit = 15;
	await bench.ask();
	expect(bench.told).toEqual([12, 12]);
});

test('it is asked every ten seconds, until it is over', async () => {
	const bench = new Bench().start();
	await bench.clock.advance(35_000);
	expect(bench.asked).toEqual([10_000, 20_000, 30_000]);
	await bench.stop();
	await bench.clock.advance(60_000);
	expect(bench.asked).toHaveLength(3);
});

test('after a refusal it is asked at once, and ten seconds from then on', async () => {
	const bench = new Bench().start();
	await bench.clock.advance(13_000);
	bench.watch.refused();
	await bench.clock.advance(12_000);
	expect(bench.asked).toEqual([10_000, 13_000, 23_000]);
	await bench.stop();
});

test('several refusals of one moment are one question', async () => {
	const bench = new Bench().start();
	await bench.clock.advance(3_000);
	for (let refusal = 0; refusal < 5; refusal += 1) bench.watch.refused();
	await bench.clock.advance(1_000);
	expect(bench.asked).toEqual([3_000]);
	await bench.stop();
});
