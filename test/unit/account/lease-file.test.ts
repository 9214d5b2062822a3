import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Standing } from '../../../src/account/lease.js';
import { leaseFile } from '../../../src/account/lease-file.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { LockedError } from '../../../src/runtime/errors.js';
import type { Processes } from '../../../src/runtime/processes.js';
import { promptDisk } from '../../helpers/prompt-disk.js';
import { machine } from '../journal/lock-files.js';
import { tempFolder } from '../runtime/temp-folder.js';
import { ceiling, lease } from './leases.js';

const BOTH = { 7: 'boot/7', 8: 'boot/8' };
const HERE = machine(7, BOTH);
const OTHER = machine(8, BOTH);
const LEASE = lease('a', { granted: Number.POSITIVE_INFINITY, live: 3, learned: ceiling(10) });

let tokens = 0;

/** A file of leases, as it is seen from the machines and processes that are asked for. */
async function shared(content?: string) {
	const path = join(await tempFolder(), 'leases.json');
	if (content !== undefined) await writeFile(path, content);
	const clock = new VirtualClock();
	const from = (processes: Processes) =>
		leaseFile(path, { clock, processes, disk: promptDisk, random: () => 0.5, newToken: () => `token${tokens++}` });
	return {
		path,
		clock,
		from,
		async seen(processes: Processes): Promise<readonly Standing[]> {
			let found: readonly Standing[] = [];
			await from(processes).exchange('looker', (others) => {
				found = others;
				return undefined;
			});
			return found;
		},
	};
}

test('a lease is seen by the others as it was written, and by its owner not at all', async () => {
	const { path, from, seen } = await shared();
	await from(HERE).exchange('a', () => LEASE);
	expect(await seen(OTHER)).toEqual([{ lease: LEASE, living: true }]);
	await from(HERE).exchange('a', (others) => {
		expect(others).toEqual([]);
		return undefined;
	});
	expect(await seen(OTHER)).toEqual([]);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect(await readdir(dirname(path))).toEqual(['leases.json']);
});

test('the lease of a process that is gone, or of another with its number, is that of a dead dialer', async () => {
	const { from, seen } = await shared();
	await from(HERE).exchange('a', () => LEASE);
	expect(await seen(machine(8, { 8: 'boot/8' }))).toEqual([{ lease: LEASE, living: false }]);
	expect(await seen(machine(8, { ...BOTH, 7: 'boot/99' }))).toEqual([{ lease: LEASE, living: false }]);
});

test('a dialer on another machine is dead when it has been silent for half a minute', async () => {
	const { clock, from, seen } = await shared();
	await from(HERE).exchange('a', () => ({ ...LEASE, heartbeatAt: clock.now() }));
	const there = machine(8, {}, 'there');
	await clock.advance(30_000);
	expect((await seen(there))[0]?.living).toBe(true);
	await clock.advance(1);
	expect((await seen(there))[0]?.living).toBe(false);
	expect((await seen(OTHER))[0]?.living).toBe(true);
});

test('a lease that was left behind is that of a dead dialer, and goes when it is over', async () => {
	const { path, clock, from, seen } = await shared();
	await from(HERE).exchange('a', () => ({ ...LEASE, heartbeatAt: clock.now(), ended: true }));
	expect((await seen(OTHER))[0]?.living).toBe(false);
	await clock.advance(600_001);
	expect(await seen(OTHER)).toEqual([]);
	expect(await readFile(path, 'utf8')).not.toContain('boot/7');
});

test.each([
	['nothing', ''],
	['half of it', '{"v":1,"leases":[{"own'],
	['something else', '{"v":1,"leases":[{"owner":{}}]}'],
])('a file that holds %s is begun anew', async (_, content) => {
	const { from, seen } = await shared(content);
	await from(HERE).exchange('a', () => LEASE);
	expect(await seen(OTHER)).toHaveLength(1);
});

test('the leases of another version are left alone', async () => {
	const content = '{"v":2,"leases":[]}';
	const { path, from } = await shared(content);
	await expect(from(HERE).exchange('a', () => LEASE)).rejects.toThrow(`Another version of the dialer keeps ${path}.`);
	expect(await readFile(path, 'utf8')).toBe(content);
	expect(await readdir(dirname(path))).toEqual(['leases.json']);
});

test('a dialer waits while another has its turn, and gives up when that one does not end it', async () => {
	const { path, clock, from } = await shared();
	const holder = { pid: 8, host: 'here', born: 'boot/8', since: 0, token: 'theirs' };
	await writeFile(`${path}.lock`, JSON.stringify(holder));
	const outcome = from(HERE)
		.exchange('a', () => LEASE)
		.catch((error: unknown) => error);
	await clock.advance(1_900);
	expect(await readdir(dirname(path))).toEqual(['leases.json.lock']);
	await clock.advance(200);
	expect(await outcome).toBeInstanceOf(LockedError);
	expect(String(await outcome)).toContain(`Process 8 on here keeps the lock ${path}.lock.`);
});

test('the turn of a dead process is over', async () => {
	const { path, from, seen } = await shared();
	await writeFile(`${path}.lock`, JSON.stringify({ pid: 9, host: 'here', born: 'boot/9', since: 0, token: 'theirs' }));
	await from(HERE).exchange('a', () => LEASE);
	expect(await seen(OTHER)).toHaveLength(1);
});

test('after the clock was turned back the dead count no longer than usual, and old findings are no news', async () => {
	const { clock, from, seen } = await shared();
	const ahead = clock.now() + 3 * 86_400_000;
	await from(HERE).exchange('a', () => ({ ...LEASE, heartbeatAt: ahead, learned: ceiling(10, ahead), ended: true }));
	await clock.advance(1_000);
	const [found] = await seen(OTHER);
	expect(found?.lease).toMatchObject({ heartbeatAt: clock.now(), learned: { at: clock.now(), ceiling: 10 } });
	await clock.advance(600_001);
	expect(await seen(OTHER)).toEqual([]);
});

test('a dialer in another container is judged by its silence, whatever process has its number here', async () => {
	const { clock, from, seen } = await shared();
	await from(HERE).exchange('a', () => ({ ...LEASE, heartbeatAt: clock.now() }));
	const elsewhere = machine(8, { 8: 'boot/8' }, 'here', { space: 'pid:[2]' });
	expect((await seen(elsewhere))[0]?.living).toBe(true);
	await clock.advance(30_001);
	expect((await seen(elsewhere))[0]?.living).toBe(false);
});
