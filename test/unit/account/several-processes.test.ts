import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../runtime/temp-folder.js';

const CEILING = 12;
/** A heartbeat takes a tenth of a second. */
const SPEED = 50;
const ORIGIN = Date.now();

/** A campaign of several runs, each in a process of its own, as the provider sees it. */
class Caller {
	readonly id: string;
	live = 0;
	ended = 0;
	child: ChildProcess | undefined;

	constructor(id: string) {
		this.id = id;
	}
}

class Provider {
	readonly #path: string;
	readonly notices: string[] = [];
	readonly callers: Caller[];
	peak = 0;

	constructor(path: string, ids: string) {
		this.#path = path;
		this.callers = [...ids].map((id) => new Caller(id));
		onTestFinished(() => {
			for (const { child } of this.callers) child?.kill('SIGKILL');
		});
	}

	start(caller: Caller): void {
		const start = { path: this.#path, id: caller.id, ceiling: CEILING, origin: ORIGIN, speed: SPEED };
		const child = fork(new URL('caller.js', import.meta.url), [JSON.stringify({ ...start, adopted: caller.live })]);
		caller.child = child;
		child.on('message', (message: 'start' | 'end' | { notice: string }) => {
			if (message === 'start') caller.live += 1;
			else if (message === 'end') {
				caller.live -= 1;
				caller.ended += 1;
				if (child.connected) child.send('freed', () => undefined);
			} else this.notices.push(message.notice);
			this.peak = Math.max(this.peak, this.live);
		});
	}

	/** Its calls stay up. */
	async kill(caller: Caller): Promise<void> {
		const { child } = caller;
		if (child === undefined) return;
		const gone = Promise.all([once(child, 'exit'), child.connected ? once(child, 'disconnect') : undefined]);
		child.kill('SIGKILL');
		await gone;
	}

	get live(): number {
		return this.callers.reduce((sum, { live }) => sum + live, 0);
	}
}

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('dialers of several processes use the whole ceiling and never more, also when one is killed', async () => {
	const provider = new Provider(join(await tempFolder(), 'leases.json'), 'abc');
	const [first, second, third] = provider.callers as [Caller, Caller, Caller];
	for (const caller of provider.callers) provider.start(caller);
	await until(() => provider.callers.every(({ ended }) => ended > 50));
	await until(() => provider.live === CEILING);

	await provider.kill(first);
	const left = first.live;
	const before = [second.ended, third.ended];
	await until(() => second.ended > (before[0] ?? 0) + 200 && third.ended > (before[1] ?? 0) + 200);
	expect(first.live).toBe(left);
	expect(provider.peak).toBe(CEILING);
	expect(provider.notices).toEqual([]);
});

test('killed at any moment and run again, they go on with the calls that were left', async () => {
	const provider = new Provider(join(await tempFolder(), 'leases.json'), 'ab');
	const [steady, unlucky] = provider.callers as [Caller, Caller];
	for (const caller of provider.callers) provider.start(caller);
	for (let round = 1; round <= 8; round += 1) {
		await until(() => unlucky.ended >= round * 20 && steady.ended >= round * 20);
		await provider.kill(unlucky);
		provider.start(unlucky);
	}
	await until(() => unlucky.ended >= 200 && provider.live === CEILING);
	expect(provider.peak).toBe(CEILING);
	expect(provider.notices).toEqual([]);
});
