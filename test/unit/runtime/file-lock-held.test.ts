import { copyFile, mkdir, readFile, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type FileLock, tryLock } from '../../../src/runtime/file-lock.js';
import { holder, lockPath, machine, NOW } from '../journal/lock-files.js';

const US = machine(7, { 7: 'boot/7', 100: 'boot/100' });

async function locked(): Promise<{ path: string; lock: FileLock }> {
	const path = await lockPath();
	const attempt = tryLock(path, 'ours', NOW, US);
	if (!('lock' in attempt)) throw new Error('not taken');
	attempt.lock.expectHeld();
	return { path, lock: attempt.lock };
}

test('a lock that is only touched or copied over itself is still held', async () => {
	const { path, lock } = await locked();
	await utimes(path, 1, 1);
	lock.expectHeld();
	await copyFile(path, `${path}.copy`);
	await unlink(path);
	await copyFile(`${path}.copy`, path);
	lock.expectHeld();
	lock.release();
	await expect(stat(path)).rejects.toThrow('ENOENT');
});

test('its holder notices that the lock was deleted', async () => {
	const { path, lock } = await locked();
	await unlink(path);
	expect(() => lock.expectHeld()).toThrow(`The lock ${path} was deleted while this run held it`);
	lock.release();
});

test.each([
	['another took it after it was deleted', JSON.stringify(holder())],
	['it was overwritten', 'anything else'],
	['it was emptied', ''],
])('its holder notices that %s, and does not remove what is there', async (_, content) => {
	const { path, lock } = await locked();
	await writeFile(path, content);
	expect(() => lock.expectHeld()).toThrow(
		expect.objectContaining({ exitCode: 11, message: expect.stringContaining('was replaced') }),
	);
	lock.release();
	expect(await readFile(path, 'utf8')).toBe(content);
});

test('a folder in its place is no lock, is told, and is left alone', async () => {
	const { path, lock } = await locked();
	await rm(path);
	await mkdir(path);
	expect(() => lock.expectHeld()).toThrow('was replaced');
	lock.release();
	expect(() => tryLock(path, 'second', NOW, US)).toThrow(
		expect.objectContaining({ exitCode: 11, hint: 'If no dialer uses it, delete that folder.' }),
	);
	expect((await stat(path)).isDirectory()).toBe(true);
});
