import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock } from '../../../src/journal/lock.js';
import { LockedError } from '../../../src/runtime/errors.js';
import type { Processes } from '../../../src/runtime/processes.js';
import { holder, lockPath, machine, NOW } from './lock-files.js';

const DEAD = holder();
const US = machine(7, { 7: 'boot/7' });

async function tokenIn(path: string): Promise<string> {
	return JSON.parse(await readFile(path, 'utf8')).token;
}

test("a dead holder's lock is taken over, and nothing else is left behind", async () => {
	const path = await lockPath(DEAD);
	const lock = acquireLock(path, 'ours', NOW, US);
	expect(await tokenIn(path)).toBe('ours');
	expect(await readdir(dirname(path))).toEqual([basename(path)]);
	lock.release();
	expect(await readdir(dirname(path))).toEqual([]);
});

test('another process that got the number of a dead holder does not hold its lock', async () => {
	const path = await lockPath(DEAD);
	acquireLock(path, 'ours', NOW, machine(7, { 7: 'boot/7', 100: 'boot/999' }));
	expect(await tokenIn(path)).toBe('ours');
});

test('neither does one after a restart of the machine', async () => {
	const path = await lockPath(DEAD);
	acquireLock(path, 'ours', NOW, machine(7, { 7: 'boot2/7', 100: 'boot2/100' }));
	expect(await tokenIn(path)).toBe('ours');
});

test.each([
	['the lock', holder({ born: '' }), 'boot/100'],
	['the system', holder(), ''],
])('where %s does not tell births, a living process with that number is the holder', async (_, held, born) => {
	const path = await lockPath(held);
	expect(() => acquireLock(path, 'ours', NOW, machine(7, { 7: 'boot/7', 100: born }))).toThrow(LockedError);
	expect(await tokenIn(path)).toBe('theirs');
});

test("another machine's lock is never taken over, whatever runs here", async () => {
	const path = await lockPath(holder({ host: 'elsewhere', born: 'boot2/100' }));
	const error = (() => {
		try {
			return acquireLock(path, 'ours', NOW, US);
		} catch (thrown) {
			return thrown;
		}
	})();
	expect(error).toMatchObject({
		exitCode: 11,
		message:
			'Another run may work on this campaign: process 100 on elsewhere, since 2026-01-05T09:00:00.000Z. From here it cannot be seen whether it still runs.',
		hint: expect.stringContaining(`delete ${path} and run again`),
	});
	expect(await tokenIn(path)).toBe('theirs');
});

/** The machine of `processes`, on which `happens` comes to pass when the process `pid` is asked after. */
function interrupted(processes: Processes, pid: number, happens: () => void): Processes {
	let pending = true;
	return {
		...processes,
		alive(other) {
			if (pending && other === pid) {
				pending = false;
				happens();
			}
			return processes.alive(other);
		},
	};
}

test('a living lock that took the place of the dead one in the last moment is not removed', async () => {
	const path = await lockPath(DEAD);
	const both = { 7: 'boot/7', 8: 'boot/8' };
	const slow = interrupted(machine(7, both), DEAD.pid, () => {
		acquireLock(path, 'faster', NOW, machine(8, both));
	});
	expect(() => acquireLock(path, 'ours', NOW, slow)).toThrow('process 8 on this machine');
	expect(await tokenIn(path)).toBe('faster');
	expect(await readdir(dirname(path))).toEqual([basename(path)]);
});

test('a lock that was taken over and given back in the last moment is free', async () => {
	const path = await lockPath(DEAD);
	const both = { 7: 'boot/7', 8: 'boot/8' };
	const slow = interrupted(machine(7, both), DEAD.pid, () => {
		acquireLock(path, 'faster', NOW, machine(8, both)).release();
	});
	acquireLock(path, 'ours', NOW, slow);
	expect(await tokenIn(path)).toBe('ours');
});

test('while one process takes a dead lock away, no other does', async () => {
	const path = await lockPath(DEAD);
	await writeFile(`${path}.stale-${DEAD.token}`, JSON.stringify(holder({ pid: 8, born: 'boot/8', token: 'claim' })));
	const both = machine(7, { 7: 'boot/7', 8: 'boot/8' });
	expect(() => acquireLock(path, 'ours', NOW, both)).toThrow('process 8 on this machine');
	expect(await tokenIn(path)).toBe(DEAD.token);
});

test('a process that died while it took a dead lock away stops no other', async () => {
	const path = await lockPath(DEAD);
	await writeFile(`${path}.stale-${DEAD.token}`, JSON.stringify(holder({ pid: 8, born: 'boot/8', token: 'claim' })));
	acquireLock(path, 'ours', NOW, US);
	expect(await tokenIn(path)).toBe('ours');
	expect(await readdir(dirname(path))).toEqual([basename(path)]);
});

test('nor do any number of them, each of which died while it took away what the one before had left', async () => {
	const path = await lockPath(holder({ token: 'token-of-16-00' }));
	for (let dead = 0; dead < 40; dead += 1) {
		const token = `token-of-16-${String(dead + 1).padStart(2, '0')}`;
		const claim = `${path}.stale-token-of-16-${String(dead).padStart(2, '0')}`;
		await writeFile(claim, JSON.stringify(holder({ pid: 200 + dead, born: 'boot/0', token })));
	}
	acquireLock(path, 'ours', NOW, US);
	expect(await tokenIn(path)).toBe('ours');
	expect(await readdir(dirname(path))).toEqual([basename(path)]);
});
