import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/campaign.js';
import { writeContacts } from '../helpers/contacts.js';
import { runProgram } from '../helpers/program.js';

/** Everything that `dialer run` may say about a file that cannot be used, and what must not have happened. */
async function refusedFile(name: string, content: string | Buffer | undefined): Promise<string> {
	const folder = temporaryFolder();
	const path = join(folder, name);
	if (content !== undefined) writeFileSync(path, content);
	const before = readdirSync(folder);
	const { code, stdout, stderr } = await runProgram(['run', path, '--dry-run']);
	expect(code).toBe(2);
	expect(stdout).toBe('');
	expect(stderr).toContain(path);
	expect(stderr).not.toMatch(/\n\s+at /);
	expect(readdirSync(folder)).toEqual(before);
	return stderr;
}

describe('a contacts file that cannot be used is refused with one sentence and leaves nothing behind', () => {
	test('missing', async () => {
		expect(await refusedFile('missing.csv', undefined)).toMatch(/There is no contacts file/);
	});
	test('empty', async () => {
		expect(await refusedFile('empty.csv', '')).toMatch(/empty/i);
	});
	test('header only', async () => {
		expect(await refusedFile('header.csv', 'name,phone\n')).toMatch(/no rows/);
	});
	test('no phone column', async () => {
		expect(await refusedFile('names.csv', 'name,city\nAnn,Oslo\n')).toMatch(/--map phone=/);
	});
	test('binary', async () => {
		expect(await refusedFile('binary.csv', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 1]))).toMatch(/Excel|ZIP/i);
	});
	test('a folder', async () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, 'contacts.csv'));
		const { code, stderr } = await runProgram(['run', join(folder, 'contacts.csv'), '--dry-run']);
		expect(code).toBe(2);
		expect(stderr).toMatch(/folder|directory/);
	});
});

test('one bad row costs nothing but itself', async () => {
	const folder = temporaryFolder();
	const path = join(folder, 'contacts.csv');
	writeFileSync(
		path,
		'name,phone\nAnn,+12125550142\n"Bob,+13125550117\nCid,+14155550163,extra\nDee,\nEve,+12065550128\n',
	);
	const { code, stdout } = await runProgram(['run', path, '--dry-run', '--scenario', 'unlimited', '--json']);
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({ rows: 5, status: { completed: 2, invalid: 3 } });
});

describe('usage errors end with 2 and say what to do', () => {
	test.each([
		['a wrong command', ['rnu', 'x.csv'], /did you mean run/i],
		['a wrong flag', ['run', 'x.csv', '--concurency', '3'], /--concurrency/],
		['a wrong rate', ['run', 'x.csv', '--rate', '20'], /--rate: expected a rate such as 20\/s.*got "20"/],
		['a wrong duration', ['run', 'x.csv', '--max-duration', '2hours'], /--max-duration: expected a time/],
		[
			'a wrong number',
			['run', 'x.csv', '--from', '555', '--dry-run'],
			/--from: expected numbers in international form/,
		],
		['an unknown provider', ['run', 'x.csv', '--provider', 'acme', '--dry-run'], /retell/],
		['an unknown scenario', ['run', 'x.csv', '--dry-run', '--scenario', 'nope'], /scenario "nope"/i],
		['two outputs on one stream', ['run', 'x.csv', '--dry-run', '--json', '--events', '-'], /--events/],
		['no key', ['run', 'x.csv', '--from', '+12025550100'], /RETELL_API_KEY/],
		['no command', [], /Usage/],
	])('%s', async (_, args, expected) => {
		const { code, stdout, stderr } = await runProgram(args, { cwd: temporaryFolder() });
		expect(code).toBe(2);
		expect(stdout).toBe('');
		expect(stderr).toMatch(expected);
		expect(stderr).not.toMatch(/\n\s+at /);
	});

	test('real calls without a terminal need --yes, and nothing is left behind', async () => {
		const folder = temporaryFolder();
		writeContacts(join(folder, 'contacts.csv'), 3);
		const args = ['run', 'contacts.csv', '--from', '+12025550100', '--base-url', 'http://127.0.0.1:1'];
		const { code, stderr } = await runProgram(args, { cwd: folder, env: { RETELL_API_KEY: 'k' } });
		expect(code).toBe(2);
		expect(stderr).toContain('--yes');
		expect(readdirSync(folder)).toEqual(['contacts.csv']);
	});

	test('an environment variable is named when its value is wrong', async () => {
		const { code, stderr } = await runProgram(['run', 'x.csv', '--dry-run'], { env: { DIALER_RATE: 'fast' } });
		expect(code).toBe(2);
		expect(stderr).toMatch(/DIALER_RATE: expected a rate/);
	});
});

test('--help and --version go to standard output and end with 0', async () => {
	const help = await runProgram(['run', '--help']);
	expect(help.code).toBe(0);
	expect(help.stdout).toContain('--max-concurrency');
	const version = await runProgram(['--version']);
	expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
	expect(version.code).toBe(0);
});

test('files that cannot be written are told before anybody is called', async () => {
	const folder = temporaryFolder();
	const path = join(folder, 'contacts.csv');
	writeContacts(path, 3);
	const checkpoint = join(folder, 'missing', 'c.ndjson');
	const { code, stderr } = await runProgram(['run', path, '--dry-run', '--checkpoint', checkpoint]);
	expect(code).toBe(1);
	expect(stderr).toContain(checkpoint);
	const results = join(folder, 'missing', 'r.csv');
	const second = await runProgram(['run', path, '--dry-run', '--results', results]);
	expect(second.code).toBe(1);
	expect(second.stderr).toContain(results);
	expect(existsSync(join(folder, 'contacts.checkpoint.ndjson.lock'))).toBe(false);
});
