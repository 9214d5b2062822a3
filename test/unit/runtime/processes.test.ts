import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
