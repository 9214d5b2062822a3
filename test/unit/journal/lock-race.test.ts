import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemProcesses } from '../../../src/runtime/processes.js';
import { tempFolder } from '../runtime/temp-folder.js';
import { holder } from './lock-files.js';

const CONTENDERS = 4;
const ROUNDS = 150;
/** Time for the round's message to reach everybody; then all begin at once. */
const HEAD_START_MS = 4;

let contenders: ChildProcess[] = [];

beforeAll(async () => {
	contenders = Array.from({ length: CONTENDERS }, () => fork(new URL('lock-contender.js', import.meta.url)));
	await Promise.all(contenders.map((child) => once(child, 'message')));
});

afterAll(async () => {
	const exits = contenders.map((child) => once(child, 'exit'));
	for (const child of contenders) child.disconnect();
	await Promise.all(exits);
});

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
	const child = spawn(process.execPath, ['-e', '']);
	await once(child, 'exit');
	return child.pid ?? 0;
}

/** Lets all contenders go for one lock at one moment; what each came to. */
async function race(path: string): Promise<string[]> {
	const at = Date.now() + HEAD_START_MS;
	const answers = contenders.map(async (child) => {
		const answer = once(child, 'message');
		child.send({ path, at });
		return String((await answer)[0]);
	});
	return (await Promise.all(answers)).sort();
}

const ONE_WINNER = ['locked', 'locked', 'locked', 'won'];

test('of several processes that race for the lock of a dead one, exactly one gets it', async () => {
	const folder = await tempFolder();
	const { host, machine } = systemProcesses;
	const dead = holder({ pid: await deadPid(), host, machine, born: 'another boot/1' });
	for (let round = 0; round < ROUNDS; round += 1) {
		const path = join(folder, `${round}.lock`);
		await writeFile(path, JSON.stringify(dead));
		expect(await race(path)).toEqual(ONE_WINNER);
	}
});

test('of several processes that race for a free lock, exactly one gets it', async () => {
	const folder = await tempFolder();
	for (let round = 0; round < ROUNDS; round += 1) {
		expect(await race(join(folder, `${round}.lock`))).toEqual(ONE_WINNER);
	}
});
