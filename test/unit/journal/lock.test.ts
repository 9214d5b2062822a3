import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock, lockHolder } from '../../../src/journal/lock.js';
import { DiskError, LockedError } from '../../../src/runtime/errors.js';
import { holder, lockPath, machine, NOW } from './lock-files.js';

const HERE = machine(7, { 7: 'boot/7', 100: 'boot/100' });

function errorOf(action: () => unknown): unknown {
	try {
		return action();
	} catch (error) {
		return error;
	}
}

test('a lock names its holder in a file that only its owner may read, and leaves nothing else behind', async () => {
	const path = await lockPath();
	const lock = acquireLock(path, 'ours', NOW, HERE);
	expect(lock.holder).toEqual({
		pid: 7,
		host: 'here',
		born: 'boot/7',
		space: 'pid:[1]',
		machine: 'm1',
		since: NOW,
		token: 'ours',
	});
	expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(lock.holder);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect(await readdir(dirname(path))).toEqual([basename(path)]);
});

test('a second holder is refused, and told who holds the lock, since when, and how to go on', async () => {
	const path = await lockPath();
	acquireLock(path, 'first', NOW, HERE);
	const error = errorOf(() =>
		acquireLock(path, 'second', NOW + 60_000, machine(100, { 7: 'boot/7', 100: 'boot/100' })),
	);
	expect(error).toBeInstanceOf(LockedError);
	expect(error).toMatchObject({
		exitCode: 11,
		message: 'Another run works on this campaign: process 7 on this machine, since 2026-01-05T09:00:00.000Z.',
		hint: 'Wait for it, or stop it with: kill 7',
	});
	expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ token: 'first' });
});

test('one process cannot take a lock twice', async () => {
	const path = await lockPath();
	acquireLock(path, 'first', NOW, HERE);
	expect(() => acquireLock(path, 'second', NOW, HERE)).toThrow(LockedError);
});

test('a lock that was given back can be taken again', async () => {
	const path = await lockPath();
	acquireLock(path, 'first', NOW, HERE).release();
	expect(await readdir(dirname(path))).toEqual([]);
	expect(acquireLock(path, 'second', NOW, HERE).holder.token).toBe('second');
});

test('only the own lock is given back', async () => {
	const path = await lockPath();
	const lock = acquireLock(path, 'ours', NOW, HERE);
	await writeFile(path, JSON.stringify(holder()));
	lock.release();
	expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(holder());
});

test('giving back what is gone already is nothing to complain of', async () => {
	const path = await lockPath();
	const lock = acquireLock(path, 'ours', NOW, HERE);
	lock.release();
	lock.release();
	expect(await readdir(dirname(path))).toEqual([]);
});

test.each([
	['text', 'not a lock'],
	['nothing', ''],
	['JSON that is no object', 'null'],
	['an object without a holder', '{}'],
	['a holder without a number', JSON.stringify({ ...holder(), pid: '100' })],
	['a holder without a machine', JSON.stringify({ ...holder(), host: undefined })],
	['a holder without a birth', JSON.stringify({ ...holder(), born: null })],
	['a holder without a time', JSON.stringify({ ...holder(), since: 'today' })],
	['a holder without a token', JSON.stringify({ ...holder(), token: 5 })],
])('a lock file that holds %s is refused and left alone', async (_, content) => {
	const path = await lockPath(content);
	const error = errorOf(() => acquireLock(path, 'ours', NOW, machine(7, { 7: 'boot/7' })));
	expect(error).toBeInstanceOf(LockedError);
	expect(error).toMatchObject({
		exitCode: 11,
		message: `The lock file ${path} is not one of ours.`,
		hint: 'If no dialer uses it, delete that file.',
	});
	expect(await readFile(path, 'utf8')).toBe(content);
});

test('a folder that is not there is an error of the disk', async () => {
	const path = `${dirname(await lockPath())}/missing/contacts.lock`;
	const error = errorOf(() => acquireLock(path, 'ours', NOW, HERE));
	expect(error).toBeInstanceOf(DiskError);
	expect(error).toMatchObject({
		message: expect.stringContaining(path),
		hint: expect.stringContaining('--checkpoint'),
	});
});

test('who looks at a lock sees a living holder only', async () => {
	const path = await lockPath();
	expect(lockHolder(path, NOW, HERE)).toBeUndefined();
	acquireLock(path, 'ours', NOW, HERE);
	expect(lockHolder(path, NOW, HERE)).toMatchObject({ pid: 7, token: 'ours' });
	expect(lockHolder(path, NOW, machine(100, { 100: 'boot/100' }))).toBeUndefined();
});
