import { utimes, writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import type { LockHolder } from '../../../src/runtime/file-lock.js';
import { tryLock } from '../../../src/runtime/file-lock.js';
import type { Processes } from '../../../src/runtime/processes.js';
import { holder, lockPath, machine, NOW } from '../journal/lock-files.js';

/** File systems are what the test says that they are. */
const disk = vi.hoisted(() => ({ shared: false }));
vi.mock('../../../src/runtime/network-folder.js', () => ({ mayBeShared: () => disk.shared }));

const CONTAINER = { space: 'pid:[5]', machine: '' };
const IN_CONTAINER = holder({ pid: 1, born: 'boot/50', ...CONTAINER });

/** What becomes of a lock that is found: taken, held by a process that is seen, or by one that is not. */
async function found(held: LockHolder, from: Processes, shared = false): Promise<'taken' | 'runs' | 'unseen'> {
	disk.shared = shared;
	const attempt = tryLock(await lockPath(held), 'ours', NOW, from);
	if ('lock' in attempt) return 'taken';
	return attempt.seen ? 'runs' : 'unseen';
}

test.each([
	['is gone', 'boot/101', 'taken'],
	['runs', 'boot/100', 'runs'],
] as const)('one boot is one machine, also when it was renamed: the process %s', async (_, born, outcome) => {
	expect(await found(holder(), machine(7, { 7: 'boot/7', 100: born }, 'renamed'), true)).toBe(outcome);
});

test.each([
	['of the same name', 'here'],
	['of another name', 'there'],
])(
	'a live container %s on this machine keeps its lock, although another process has its number here',
	async (_, name) => {
		const us = machine(1, { 1: 'boot/70' }, name, { space: 'pid:[6]', machine: '' });
		expect(await found(IN_CONTAINER, us)).toBe('unseen');
	},
);

test('a container sees its own processes', async () => {
	expect(await found(IN_CONTAINER, machine(8, { 1: 'boot/50', 8: 'boot/80' }, 'here', CONTAINER))).toBe('runs');
	expect(await found(IN_CONTAINER, machine(1, { 1: 'boot/70' }, 'here', CONTAINER))).toBe('taken');
});

const RESTARTED = { 7: 'boot2/7', 100: 'boot2/100' };

test.each([
	['a disk of its own', 'm1', false, 'taken'],
	['a shared disk', 'm1', true, 'taken'],
	['a shared disk, on another machine of that name', 'm2', true, 'unseen'],
	['a disk of its own, on another machine of that name', 'm2', false, 'unseen'],
	['a disk of its own, where no machine can be told', '', false, 'taken'],
	['a shared disk, where no machine can be told', '', true, 'unseen'],
] as const)('after a restart, on %s', async (_, id, shared, outcome) => {
	const us = machine(7, RESTARTED, 'here', { machine: id });
	expect(await found(holder(), us, shared)).toBe(outcome);
});

test('what an earlier version wrote, without a container or machine, is judged by name, number and birth', async () => {
	const old = holder({ space: undefined, machine: undefined });
	expect(await found(old, machine(7, { 7: 'boot/7', 100: 'boot/100' }))).toBe('runs');
	expect(await found(old, machine(7, { 7: 'boot/7', 100: 'boot/101' }))).toBe('taken');
});

test.each([
	['empty', ''],
	['full of zeros', '\0'.repeat(120)],
])(
	'a lock file that a loss of power left %s is taken over, but not while it may be being written',
	async (_, content) => {
		const path = await lockPath();
		await writeFile(path, content);
		const us = machine(7, { 7: 'boot/7' });
		await utimes(path, NOW / 1_000, (NOW - 9_000) / 1_000);
		expect(() => tryLock(path, 'ours', NOW, us)).toThrow('is not one of ours');
		await utimes(path, NOW / 1_000, (NOW - 11_000) / 1_000);
		expect(tryLock(path, 'ours', NOW, us)).toHaveProperty('lock');
	},
);
