import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The compiled program, from the checkout's root, where every script of the package runs. */
const PROGRAM = resolve('bin/dialer.js');

export interface EndedProgram {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface RunningProgram {
	isAlive(): boolean;
	kill(signal: NodeJS.Signals): void;
	readonly ended: Promise<EndedProgram>;
}

/** Starts `dialer <args>` without a terminal; what it keeps of accounts goes into `state`. Needs no test runner. */
export function startDialer(
	args: readonly string[],
	state: string,
	environment: Readonly<Record<string, string>> = {},
): RunningProgram {
	const { PATH = '', HOME = '' } = process.env;
	const env = { PATH, HOME, XDG_STATE_HOME: state, RETELL_API_KEY: 'test-key', ...environment };
	const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', (chunk: Buffer) => {
		stdout += chunk.toString();
	});
	child.stderr.on('data', (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const ended = new Promise<EndedProgram>((resolved, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolved({ code, signal, stdout, stderr }));
	});
	return {
		isAlive: () => child.exitCode === null && child.signalCode === null,
		kill: (signal) => child.kill(signal),
		ended,
	};
}
