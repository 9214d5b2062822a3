import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, recordsOf, runArguments } from './campaign-files.js';
import { scriptedProvider } from './scripted-provider.js';

/** Tells, when the program ends, how much memory it took at most, in KiB. */
const TELL_MEMORY = {
	NODE_OPTIONS: `--import=data:text/javascript,process.on('exit',()=>process._rawDebug('maxRSS:'+process.resourceUsage().maxRSS))`,
};
const MOST_KIB = 400 * 1_024;

/** A file of `megabytes` MB that is never in memory as a whole. */
function largeFile(head: string, piece: string, megabytes: number): string {
	const path = join(temporaryFolder(), 'large.csv');
	const descriptor = openSync(path, 'w');
	writeSync(descriptor, head);
	const block = piece.repeat(Math.ceil(200_000 / piece.length));
	for (let written = 0; written < megabytes * 1_000_000; written += block.length) writeSync(descriptor, block);
	closeSync(descriptor);
	return path;
}

test.each([
	['a cell without an end', 'phone,name\n+12125550142,"', 'x', /\(\d[\d,]* invalid\)/],
	['a cell without an end that holds lines', 'phone,name\n+12125550142,"', 'x\n', /\(\d[\d,]* invalid\)/],
	['a header without an end', 'phone,"', 'x', /header .* cannot be read|longer than 1 MiB/],
	['empty lines only', '', '\n', /is empty/],
	['empty lines and then nothing', 'phone\n', '\r\n', /no rows/],
	['one row of countless cells', 'phone,name\n+12125550142', ',', /no row|nothing|invalid/i],
	['a header of countless equal columns', '', 'a,', /header|columns/],
])('%s: bounded memory and a clear answer', async (_, head, piece, expected) => {
	const path = largeFile(head, piece, piece.endsWith('\n') ? 0.2 : 12);
	const { code, stderr } = await runProgram(['run', path, '--dry-run', '--limit', '1'], { env: TELL_MEMORY });
	expect(code).toBe(2);
	expect(stderr).toMatch(expected);
	expect(stderr).not.toMatch(/\n\s+at /);
	expect(Number(/maxRSS:(\d+)/.exec(stderr)?.[1])).toBeLessThan(MOST_KIB);
});

test('names of prototypes, formulas and control characters: untouched in the file, harmless in what is added', async () => {
	const cells = ['=cmd|x', '+1', '-2', '@SUM(A1)', '\tx', '', '\u202eabc', 'x'.repeat(100_000)];
	const names = [
		'__proto__',
		'constructor',
		'toString',
		'hasOwnProperty',
		'__proto__',
		'call_status',
		'valueOf',
		'long',
	];
	const files = campaignFiles(`phone,${names.join(',')}\n+12125550142,${cells.join(',')}\n=1+1,${cells.join(',')}\n`);
	const provider = await scriptedProvider({
		call: { disconnection_reason: '=HYPERLINK("x")\n@evil', call_cost: { combined_cost: -5 } },
		callId: () => '=cmd|call',
	});
	const flags = ['-v', '--events', join(files.folder, 'events.ndjson')];
	const { code, stdout, stderr } = await runProgram(runArguments(provider.url, files, ...flags), { env: ENV });
	expect(code).toBe(0);
	expect(stdout + stderr).not.toMatch(/[^\P{C}\n]/u);
	const [header = [], called = [], invalid = []] = parse(readFileSync(files.results)) as string[][];
	expect(header.slice(0, 9)).toEqual(['phone', ...names]);
	expect(called.slice(1, 9)).toEqual(cells);
	expect(invalid.slice(0, 9)).toEqual(['=1+1', ...cells]);
	for (const cell of [...called.slice(9), ...invalid.slice(9)]) expect(cell).toMatch(/^([^=@\t\r\n+-]|$|[+-]?[\d.]+$)/);
	const events = readFileSync(join(files.folder, 'events.ndjson'), 'utf8').trimEnd().split('\n');
	expect(events.map((line) => JSON.parse(line).type)).toContain('campaign_ended');
	expect(recordsOf(files).map(({ type }) => type)).toEqual([
		'campaign',
		'run',
		'intent',
		'accepted',
		'ended',
		'run_ended',
	]);
});

test.each([
	['a page long', 'x'.repeat(1_000_000)],
	['of control characters', 'call\u001b[2J\n1'],
	['a folder', '..'],
])('a call id that is %s is none: the call is doubtful, and is not made again', async (_, id) => {
	const provider = await scriptedProvider({ callId: () => id });
	const files = campaignFiles(1);
	const flags = ['--give-up-after', '1s', '--max-duration', '1s'];
	const { code, stderr } = await runProgram(runArguments(provider.url, files, ...flags), { env: ENV });
	expect([3, 5, 7]).toContain(code);
	expect(stderr).not.toMatch(/[^\P{C}\n]/u);
	expect(provider.rung).toHaveLength(1);
	expect(readFileSync(files.results, 'utf8')).toContain('in_doubt');
	expect(readFileSync(files.checkpoint, 'utf8').length).toBeLessThan(5_000);
});

test('names of files and flags reach the terminal without their escape sequences', async () => {
	const folder = temporaryFolder();
	const path = join(folder, 'a\u001b[31m\u202eb\u200b.csv');
	writeFileSync(path, 'phone\n+12125550142\n');
	for (const args of [
		['run', path, '--dry-run', '--scenario', 'unlimited'],
		['results', path],
		['verify', path],
		['status', path],
	]) {
		const { code, stdout, stderr } = await runProgram(args);
		expect(code).toBe(0);
		expect(stdout + stderr).not.toMatch(/[^\P{C}\n]/u);
	}
	const wrong = await runProgram(['run', path, '--wr\u001b[2Jong\u202e']);
	expect(wrong.code).toBe(2);
	expect(wrong.stderr).not.toMatch(/[^\P{C}\n]/u);
	expect(readdirSync(folder)).toHaveLength(3);
});
