import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a finished process took. */
export interface Measured {
	readonly wallMs: number;
	readonly cpuMs: number;
	readonly peakMb: number;
	readonly stdout: string;
}

let runs = 0;

/** Runs `node <args>` to its end and asks it, as it exits, what it has taken. */
export async function measure(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Measured> {
	const file = join(tmpdir(), `dialer-bench-${process.pid}-${runs++}.json`);
	const startedAt = performance.now();
	const child = spawn(process.execPath, ['--import', new URL('./report-usage.js', import.meta.url).href, ...args], {
		env: { ...process.env, ...env, BENCH_USAGE_FILE: file },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let stdout = '';
	child.stdout.on('data', (chunk: Buffer) => {
		stdout += chunk.toString();
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
	const usage = JSON.parse(readFileSync(file, 'utf8')) as { cpuMs: number; peakMb: number };
	rmSync(file);
	return { wallMs: performance.now() - startedAt, ...usage, stdout };
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
