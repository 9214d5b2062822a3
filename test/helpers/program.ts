import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepPrinted } from './written.js';

/** The compiled program; `npm test` builds it before the tests run. */
const PROGRAM = fileURLToPath(new URL('../../bin/dialer.js', import.meta.url));

/** What the programs of one test file keep between runs: nothing of the user's is touched. */
const STATE = mkdtempSync(join(tmpdir(), 'dialer-state-'));

export interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface Running {
	readonly process: ChildProcess;
	/** What it has printed to standard error so far. */
	stderr(): string;
	readonly ended: Promise<Ended>;
}

interface ProgramOptions {
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** A command that runs the program, such as `unshare`, with its own arguments. */
	readonly within?: readonly string[];
	/** Written to standard input, which is then closed. */
	readonly input?: string;
}

/** Starts `dialer <args>` without a terminal and without what the environment may hold of it. */
export function startProgram(args: readonly string[], options: ProgramOptions = {}): Running {
	const { PATH = '', HOME = '', TMPDIR } = process.env;
	const env = { PATH, HOME, XDG_STATE_HOME: STATE, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...options.env };
	const [command = '', ...rest] = [...(options.within ?? []), process.execPath, PROGRAM, ...args];
	const child = spawn(command, rest, { env, cwd: options.cwd, stdio: 'pipe' });
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', (chunk: Buffer) => {
		stdout += chunk.toString();
	});
	child.stderr.on('data', (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	child.stdin.on('error', () => undefined); // it may have ended before it read its input
	child.stdin.end(options.input ?? '');
	const ended = new Promise<Ended>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => {
			keepPrinted(args[0], stdout + stderr);
			resolve({ code, signal, stdout, stderr });
		});
	});
	return { process: child, stderr: () => stderr, ended };
}

export function runProgram(args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
	return startProgram(args, options).ended;
}
