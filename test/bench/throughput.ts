/**
 * Speed, memory and start-up of the compiled program, each beside its measure in the same run. Every figure with a mark is
 * a ratio, or a size; absolute speeds are of the machine at hand. Writes THROUGHPUT.md beside this file. With one argument
 * (speed, size, replay, start) only that part runs, and nothing is written.
 */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { writeContacts } from '../helpers/contacts.js';
import { type Measured, measure, median } from './measured-process.js';

const PROGRAM = resolve('bin/dialer.js');
const CONNECTIONS = 100;
const ROUNDS = 5;
const folder = mkdtempSync(join(tmpdir(), 'dialer-bench-'));
const lines: string[] = [];
const missed: string[] = [];

interface Load {
	readonly callsPerSecond: number;
	readonly cpuUsPerCall: number;
	readonly peakMb: number;
	readonly wallMs: number;
}

/** Starts a mock without limits in a process of its own, lets `use` load it, and reads from its truth how fast. */
async function againstMock(calls: number, use: (url: string) => Promise<Measured>): Promise<Load> {
	const mock = spawn(process.execPath, [PROGRAM, 'mock', '--scenario', 'unlimited'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	try {
		const url = await new Promise<string>((found) =>
			mock.stdout.once('data', (line: Buffer) => found(line.toString().trim())),
		);
		const measured = await use(url);
		const truth = (await (await fetch(`${url}/__truth?summary=1`)).json()) as {
			calls: number;
			firstCreateAt: number;
			lastCreateAt: number;
		};
		if (truth.calls !== calls) throw new Error(`expected ${calls} calls, the mock took ${truth.calls}`);
		return {
			callsPerSecond: (calls / (truth.lastCreateAt - truth.firstCreateAt)) * 1_000,
			cpuUsPerCall: (measured.cpuMs / calls) * 1_000,
			peakMb: measured.peakMb,
			wallMs: measured.wallMs,
		};
	} finally {
		mock.kill();
	}
}

function bareLoop(calls: number): Promise<Load> {
	const script = new URL('./bare-loop.js', import.meta.url).pathname;
	return againstMock(calls, (url) => measure([script, url, String(calls), String(CONNECTIONS)]));
}

function dialer(calls: number): Promise<Load> {
	const contacts = join(folder, `contacts-${calls}.csv`);
	writeContacts(contacts, calls);
	const flags = `--yes --quiet --restart --until placed --rate 1000000/s --from +12025550100 --concurrency ${CONNECTIONS} --max-concurrency ${CONNECTIONS}`;
	return againstMock(calls, (url) =>
		measure([PROGRAM, 'run', contacts, '--base-url', url, ...flags.split(' ')], { RETELL_API_KEY: 'bench' }),
	);
}

function say(line: string): void {
	console.log(line);
	lines.push(line);
}

function mark(name: string, ok: boolean): string {
	if (!ok) missed.push(name);
	return ok ? 'kept' : 'MISSED';
}

async function throughput(): Promise<void> {
	const calls = 30_000;
	const bare: Load[] = [];
	const ours: Load[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		bare.push(await bareLoop(calls));
		ours.push(await dialer(calls));
	}
	const of = (loads: readonly Load[], key: keyof Load) => median(loads.map((load) => load[key]));
	const share = median(ours.map((load, round) => load.callsPerSecond / (bare[round]?.callsPerSecond ?? Number.NaN)));
	say(`## Speed: ${calls} calls, --until placed, ${CONNECTIONS} connections, median of ${ROUNDS} rounds in turn`);
	say('');
	say('| | calls per second | CPU per call, whole process |');
	say('|---|---|---|');
	say(`| bare undici loop | ${of(bare, 'callsPerSecond').toFixed(0)} | ${of(bare, 'cpuUsPerCall').toFixed(0)} us |`);
	say(
		`| dialer, journal durable | ${of(ours, 'callsPerSecond').toFixed(0)} | ${of(ours, 'cpuUsPerCall').toFixed(0)} us |`,
	);
	say('');
	say(
		`Share of the bare loop's speed: ${(share * 100).toFixed(0)} % (mark: at least 40 %: ${mark('speed', share >= 0.4)})`,
	);
	say('');
}

async function size(): Promise<void> {
	const small: Load[] = [];
	for (let round = 0; round < 3; round += 1) small.push(await dialer(10_000));
	const large = await dialer(1_000_000);
	const perCall = (load: Load) => 1_000_000 / load.callsPerSecond;
	const smallPerCall = median(small.map(perCall));
	const ratio = perCall(large) / smallPerCall;
	say('## Size: --until placed');
	say('');
	say('| rows | peak memory | time per call, first to last | CPU per call, whole process | whole run |');
	say('|---|---|---|---|---|');
	const row = (rows: string, load: Load, time: number) =>
		`| ${rows} | ${load.peakMb.toFixed(0)} MB | ${time.toFixed(0)} us | ${load.cpuUsPerCall.toFixed(0)} us | ${(load.wallMs / 1_000).toFixed(1)} s |`;
	say(row('10,000', small[0] as Load, smallPerCall));
	say(row('1,000,000', large, perCall(large)));
	say('');
	say(
		`Peak memory at 1,000,000 rows: ${large.peakMb.toFixed(0)} MB (mark: at most 400: ${mark('memory', large.peakMb <= 400)})`,
	);
	say(
		`Time per call against 10,000 rows: ${ratio.toFixed(2)} (mark: at most 1.1: ${mark('time per call', ratio <= 1.1)})`,
	);
	say('');
}

/** Of the checkpoint that the large campaign left. */
async function replayTime(): Promise<void> {
	const checkpoint = join(folder, 'contacts-1000000.checkpoint.ndjson');
	const { replay } = (await import(resolve('dist/journal/replay.js'))) as { replay(path: string): Promise<unknown> };
	const ratios: number[] = [];
	for (let round = 0; round < 3; round += 1) {
		const before = performance.now();
		for await (const line of createInterface({ input: createReadStream(checkpoint) })) JSON.parse(line);
		const between = performance.now();
		await replay(checkpoint);
		ratios.push((performance.now() - between) / (between - before));
	}
	const ratio = median(ratios);
	say('## Replay of that checkpoint');
	say('');
	say(
		`Against reading its lines and parsing them: ${ratio.toFixed(2)} (mark: at most 2: ${mark('replay', ratio <= 2)})`,
	);
	say('');
}

async function startUp(): Promise<void> {
	const ratios: number[] = [];
	for (let round = 0; round < 15; round += 1) {
		const node = await measure(['-e', '0']);
		const version = await measure([PROGRAM, '--version']);
		ratios.push(version.wallMs / node.wallMs);
	}
	const ratio = median(ratios);
	say('## Start-up');
	say('');
	say(
		`\`dialer --version\` against \`node -e 0\`: ${ratio.toFixed(2)} (mark: at most 2: ${mark('start-up', ratio <= 2)})`,
	);
}

try {
	say('# Throughput, size and start-up');
	say('');
	say(
		`Made by \`npm run bench\` on ${cpus().length} cores, Node ${process.version}. The mock provider runs in a process of its own.`,
	);
	say('');
	const parts = { speed: throughput, size, replay: replayTime, start: startUp };
	const only = process.argv[2];
	for (const [name, part] of Object.entries(parts)) if (only === undefined || only === name) await part();
	if (only === undefined) writeFileSync(resolve('test/bench/THROUGHPUT.md'), `${lines.join('\n')}\n`);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
if (missed.length > 0) {
	console.error(`marks missed: ${missed.join(', ')}`);
	process.exitCode = 1;
}
