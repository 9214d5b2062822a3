import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemProcesses } from '../../../src/runtime/processes.js';

test('this process is alive, and says the same of its birth every time', () => {
	const { pid, alive, born } = systemProcesses;
	expect(pid).toBe(process.pid);
	expect(alive(pid)).toBe(true);
	expect(born(pid)).toBe(born(pid));
});

test('a process that has ended is not alive and was never born', async () => {
	const child = spawn(process.execPath, ['-e', '']);
	await once(child, 'exit');
	expect(child.pid).toBeGreaterThan(0);
	expect(systemProcesses.alive(child.pid ?? 0)).toBe(false);
	expect(systemProcesses.born(child.pid ?? 0)).toBe('');
});

// Elsewhere the system does not tell.
test.runIf(process.platform === 'linux')('two processes of one boot differ by their birth alone', async () => {
	const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
	await once(child, 'spawn');
	try {
		const [boot, start] = systemProcesses.born(process.pid).split('/');
		const [childBoot, childStart] = systemProcesses.born(child.pid ?? 0).split('/');
		expect(childBoot).toBe(boot);
		expect(boot).toMatch(/^[0-9a-f-]{36}$/);
		expect(Number(childStart)).toBeGreaterThan(Number(start));
	} finally {
		child.stdin.end();
		await once(child, 'exit');
	}
});

// A parent that never asks for its dead child's status leaves it as a zombie, as containers without an init do.
test.runIf(process.platform === 'linux')('a process that is dead and not yet buried is not alive', async () => {
	const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
	try {
		const [line] = (await once(parent.stdout, 'data')) as [Buffer];
		const pid = Number(line.toString());
		await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
		expect(() => process.kill(pid, 0)).not.toThrow();
		expect(systemProcesses.alive(pid)).toBe(false);
	} finally {
		parent.kill('SIGKILL');
		await once(parent, 'exit');
	}
});

test.runIf(process.platform === 'linux')('processes of one machine are numbered in one space', () => {
	expect(systemProcesses.space).toMatch(/^pid:\[\d+\]$/);
	expect(systemProcesses.machine).toMatch(/^([0-9a-f]{16})?$/);
});
