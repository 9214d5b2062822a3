import { expect, test } from 'vitest';
import type { Lease } from '../../../src/account/lease.js';
import { type LeaseStore, type MemoryLeases, memoryLeases } from '../../../src/account/lease-store.js';
import { SharedAccount } from '../../../src/account/shared-account.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { DiskError } from '../../../src/runtime/errors.js';
import { FakeGovernor } from './fake-governor.js';

const ALL = Number.POSITIVE_INFINITY;

/** An account on a virtual clock, with as many dialers as are added. */
class Account {
	readonly clock = new VirtualClock();
	readonly leases: MemoryLeases = memoryLeases(() => this.clock.now());
	readonly notices: string[] = [];
	#count = 0;

	dialer(store: LeaseStore = this.leases) {
		const id = String.fromCharCode(97 + this.#count++);
		const governor = new FakeGovernor();
		const notice = (text: string) => void this.notices.push(text);
		const shared = new SharedAccount({ id, governor, store, clock: this.clock, notice });
		return { id, governor, shared };
	}

	lease(id: string): Lease | undefined {
		return this.leases.standings.find(({ lease }) => lease.id === id)?.lease;
	}

	/** Lets `seconds` pass, in which these dialers ask for starts all the time. */
	async pass(seconds: number, ...busy: ReturnType<Account['dialer']>[]): Promise<void> {
		for (let step = 0; step < seconds * 4; step += 1) {
			for (const { shared } of busy) shared.governor.admit(this.clock.monotonic());
			await this.clock.advance(250);
		}
	}
}

test('a dialer that is alone has all, and leaves nothing behind', async () => {
	const account = new Account();
	const { governor, shared } = account.dialer();
	await shared.join(0);
	expect(governor.shared).toEqual({ othersLive: 0, slots: ALL, pace: 1, mayProbe: true });
	await account.pass(30);
	expect(account.lease('a')).toMatchObject({ live: 0, granted: ALL, probes: true });
	await shared.leave(0);
	expect(account.leases.standings).toEqual([]);
	await account.pass(30);
	expect(account.leases.standings).toEqual([]);
});

test('what one finds out the others are told, once', async () => {
	const account = new Account();
	const [one, other] = [account.dialer(), account.dialer()];
	await one.shared.join(0);
	await other.shared.join(0);
	one.governor.known = { ceiling: 10, proven: 10 };
	await account.pass(10);
	expect(other.governor.restored).toEqual([{ ceiling: 10, proven: 10, at: expect.any(Number) }]);
	expect(one.governor.restored).toEqual([]);
	expect(other.shared.found()?.ceiling).toBe(10);
});

test('what was found last wins, and is not taken for news by those that were told of it', async () => {
	const account = new Account();
	const [one, other] = [account.dialer(), account.dialer()];
	await one.shared.join(0);
	await other.shared.join(0);
	one.governor.known = { ceiling: 10, proven: 10 };
	await account.pass(10);
	other.governor.known = { ceiling: 8, proven: 8 };
	await account.pass(10);
	expect([one.governor.known.ceiling, other.governor.known.ceiling]).toEqual([8, 8]);
	expect(one.shared.found()?.at).toBe(other.shared.found()?.at);
});

test('two that want all come to half each; the one that had all gives up what it has as its calls end', async () => {
	const account = new Account();
	const [one, other] = [account.dialer(), account.dialer()];
	one.governor.known = { ceiling: 10, proven: 10 };
	await one.shared.join(0);
	one.governor.known = { ceiling: 11, proven: 11 };
	one.governor.live = 11;
	await account.pass(2, one);
	await other.shared.join(0);
	await account.pass(20, other);
	expect(one.governor.shared?.slots).toBeLessThan(11);
	expect(other.governor.live).toBe(0);
	one.governor.live = 4;
	await account.pass(20, one, other);
	expect([one.governor.live, other.governor.live]).toEqual([6, 5]);
});

test('one that could use more is seen within two seconds, not only at the next heartbeat', async () => {
	const account = new Account();
	const [one, other] = [account.dialer(), account.dialer()];
	await one.shared.join(0);
	one.governor.known = { ceiling: 20, proven: 20 };
	await other.shared.join(0);
	await account.pass(20, one);
	expect(one.governor.live).toBe(19);
	one.governor.live = 5;
	await account.pass(12);
	expect(one.governor.shared?.slots).toBeLessThan(19);
	await account.pass(2, other);
	expect(other.governor.live).toBeGreaterThan(1);
});

test('while no ceiling is known all grow together, led by the oldest, whose place goes to the next when it is dead', async () => {
	const account = new Account();
	const [one, other, last] = [account.dialer(), account.dialer(), account.dialer()];
	for (const each of [one, other, last]) await each.shared.join(0);
	await account.pass(20, one, other, last);
	const probing = [one, other, last].map(({ governor }) => governor.shared?.mayProbe);
	expect(probing).toEqual([true, false, false]);
	const lives = [one, other, last].map(({ governor }) => governor.live);
	expect(Math.max(...lives) - Math.min(...lives)).toBeLessThanOrEqual(2);
	expect(Math.min(...lives)).toBeGreaterThan(5);
	await one.shared.leave(7);
	await account.pass(6, other, last);
	expect(other.governor.shared).toMatchObject({ mayProbe: true, othersLive: 7 + last.governor.live });
	expect(last.governor.shared?.mayProbe).toBe(false);
});

test('less is obeyed before it is written, more only after', async () => {
	const account = new Account();
	const seen: (number | undefined)[] = [];
	const one = account.dialer({
		async exchange(id, renew) {
			await account.leases.exchange(id, renew);
			seen.push(one.governor.shared?.slots);
		},
	});
	const other = account.dialer();
	one.governor.known = { ceiling: 10, proven: 10 };
	await one.shared.join(0);
	one.governor.known = { ceiling: 12, proven: 12 };
	await other.shared.join(0);
	await account.pass(11, one, other);
	expect(seen.at(-1)).toBe(6);
	expect(one.governor.shared?.slots).toBe(6);
	await other.shared.leave(0);
	seen.length = 0;
	await account.pass(6, one);
	expect(seen[0]).toBe(6);
	expect(one.governor.shared?.slots).toBe(ALL);
});

test('calls of an earlier run count from the first lease on, and those of a dead run of it no more', async () => {
	const account = new Account();
	const { shared } = account.dialer();
	await shared.join(4);
	expect(account.lease('a')?.live).toBe(4);
	await account.pass(6);
	account.leases.kill('a');
	const next = new SharedAccount({
		id: 'a',
		governor: new FakeGovernor(),
		store: account.leases,
		clock: account.clock,
		notice: () => undefined,
	});
	await next.join(4);
	expect(account.leases.standings).toHaveLength(1);
	expect(next.othersLive).toBe(0);
});

test('calls that are left behind count until they must have ended', async () => {
	const account = new Account();
	const [one, other] = [account.dialer(), account.dialer()];
	await one.shared.join(0);
	await other.shared.join(0);
	one.governor.known = { ceiling: 10, proven: 10 };
	const long = one.shared.governor.adopt(account.clock.monotonic());
	await account.clock.advance(400_000);
	one.shared.governor.ended(long, account.clock.monotonic());
	await account.pass(6);
	await one.shared.leave(3);
	await account.pass(6);
	expect(other.governor.shared).toMatchObject({ othersLive: 3, slots: 7 });
	await account.clock.advance(780_000);
	expect(other.governor.shared?.slots).toBe(7);
	await account.clock.advance(20_000);
	expect(other.governor.shared).toMatchObject({ othersLive: 0, slots: ALL });
});

test('a store that fails is told of once, and what was granted last stays', async () => {
	const account = new Account();
	let broken = false;
	const one = account.dialer({
		async exchange(id, renew) {
			if (broken) throw new DiskError('the disk is full.');
			await account.leases.exchange(id, renew);
		},
	});
	const other = account.dialer();
	one.governor.known = { ceiling: 10, proven: 10 };
	await one.shared.join(0);
	one.governor.known = { ceiling: 12, proven: 12 };
	await other.shared.join(0);
	await account.pass(11, one, other);
	broken = true;
	await other.shared.leave(0);
	await account.pass(30, one);
	expect(account.notices).toEqual(["This run cannot share the account's limits with others: the disk is full."]);
	expect(one.governor.shared?.slots).toBe(6);
	broken = false;
	await account.pass(6, one);
	expect(one.governor.shared?.slots).toBe(ALL);
});
