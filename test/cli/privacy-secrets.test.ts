import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../helpers/program.js';
import { CANARY, filesWithKey, holdsKey } from '../helpers/written.js';
import { campaignFiles, ENV, everythingWritten, type Files, runArguments } from './campaign-files.js';
import { preload } from './preloads.js';
import { refusal, scriptedProvider } from './scripted-provider.js';

/** With every sign that JSON, addresses, HTML and base64 write in their own way. */
const ODD_KEY = `${CANARY}"q\\b/s+p='<&>%`;
const ODD_ENV = { ...ENV, RETELL_API_KEY: ODD_KEY };

function expectNoKey(files: Files, ...printed: string[]): void {
	const everything = [everythingWritten(files), ...printed].join('\n');
	expect(holdsKey(everything)).toBe(false);
	// Nor what is odd about it, in whatever form.
	expect(everything).not.toMatch(/q\\{1,4}b|%5[cC]b|5f3a/);
}

describe('a provider that gives the key back', () => {
	const basic = (key: string) => Buffer.from(`account:${key}`).toString('base64');

	test.each<[string, (key: string) => ReturnType<typeof refusal>]>([
		['in a message', (key) => refusal(400, `Bad key ${key}`)],
		['in a body that is no JSON', (key) => ({ status: 400, body: `<p>Bad key ${encodeURIComponent(key)}</p>` })],
		['as Basic authentication', (key) => refusal(400, `Bad header ${basic(key)}`)],
		[
			'in a redirect',
			(key) => ({
				status: 307,
				body: `To /v2?key=${key}`,
				headers: { location: `/v2?key=${encodeURIComponent(key)}` },
			}),
		],
		['in an account that is refused', (key) => refusal(401, `No account for ${JSON.stringify(key)}`)],
	])('%s', async (_, answer) => {
		const provider = await scriptedProvider({ create: () => answer(ODD_KEY) });
		const files = campaignFiles(2);
		const more = ['-v', '--json', '--events', join(files.folder, 'events.ndjson'), '--max-concurrency', '1'];
		const { stdout, stderr } = await runProgram(runArguments(provider.url, files, ...more), { env: ODD_ENV });
		expect(stderr).toContain('[hidden]');
		expect(everythingWritten(files)).toContain('[hidden]');
		expectNoKey(files, stdout, stderr);
	});

	test('in headers, ids and reasons of calls: they are taken, and followed as far as that goes', async () => {
		const provider = await scriptedProvider({
			create: ({ earlier }) =>
				earlier > 0
					? undefined
					: refusal(429, 'slow down', { 'ratelimit-policy': `"${CANARY}";q=9;w=1`, 'retry-after': '0' }),
			callId: (serial) => (serial === 1 ? `call_${ODD_KEY}` : `call_${serial}`),
			call: { disconnection_reason: `hung up on ${ODD_KEY}` },
		});
		const files = campaignFiles(2);
		const more = ['-v', '--events', join(files.folder, 'events.ndjson')];
		const { stdout, stderr } = await runProgram(runArguments(provider.url, files, ...more), { env: ODD_ENV });
		expect(readFileSync(files.results, 'utf8')).toContain('call_[hidden]');
		expect(provider.rung).toHaveLength(2);
		expectNoKey(files, stdout, stderr);
	});
});

describe('an error that nobody foresaw ends the program with 1, and without the key', () => {
	const ERROR =
		"Object.assign(new Error('boom ' + process.env.RETELL_API_KEY), { headers: { authorization: process.env.RETELL_API_KEY } })";
	const whenRunning = (code: string) =>
		preload(`process.on('newListener', (name) => { if (name === 'SIGHUP') ${code}; })`);

	test.each([
		['thrown on the way', whenRunning(`throw ${ERROR}`)],
		['thrown in a callback', whenRunning(`setImmediate(() => { throw ${ERROR} })`)],
		['a promise that nobody waits for', whenRunning(`Promise.reject(${ERROR})`)],
	])('%s', async (_, env) => {
		const provider = await scriptedProvider({});
		const files = campaignFiles(1);
		const { code, stdout, stderr } = await runProgram(runArguments(provider.url, files), {
			env: { ...ODD_ENV, ...env },
		});
		expect(code).toBe(1);
		expect(stderr).toContain('boom [hidden]');
		expect(stderr).toMatch(/\n\s+at /);
		expectNoKey(files, stdout, stderr);
	});
});

test('no help, report or error shows the key, wherever it comes from', async () => {
	const files = campaignFiles(1);
	await runProgram(['run', files.contacts, '--dry-run', '--scenario', 'unlimited'], { env: ENV });
	const commands = [
		['run', '--help'],
		['status', files.contacts, '--json'],
		['verify', files.contacts],
		['run', files.contacts, `--api-key=${CANARY}`],
		['run', files.contacts, '--provider', CANARY],
		['run', files.contacts, '--base-url', `https://me:${CANARY}@example.com`],
	];
	const printed = await Promise.all(commands.map((args) => runProgram(args, { env: ENV })));
	expect(printed.map(({ code }) => code)).toEqual([0, 0, 0, 2, 2, 2]);
	expect(printed.map(({ stdout, stderr }) => stdout + stderr).filter(holdsKey)).toEqual([]);
	expect(printed.at(-1)?.stderr).toContain('an address without credentials');
});

test.runIf(process.platform !== 'win32')(
	'a .env that others can read is refused for its key, and only for that',
	async () => {
		const files = campaignFiles(1);
		const path = join(files.folder, '.env');
		writeFileSync(path, `RETELL_API_KEY=${CANARY}\nRETELL_PHONE_NUMBER=+12025550100\n`);
		chmodSync(path, 0o644);
		const provider = await scriptedProvider({});
		const options = { cwd: files.folder };
		const refused = await runProgram(runArguments(provider.url, files), options);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain('chmod 600 .env');
		expect(provider.asked).toEqual([]);
		expect((await runProgram(['run', files.contacts, '--dry-run', '--scenario', 'unlimited'], options)).code).toBe(0);
		chmodSync(path, 0o600);
		expect((await runProgram(runArguments(provider.url, files), options)).code).toBe(0);
		expect(provider.asked).toHaveLength(1);
	},
);

test('the search at the end of the suite finds a key in every form that it looks for', () => {
	const files = campaignFiles(0);
	const path = join(files.folder, 'found.txt');
	for (const before of ['', 'a:', 'ab:', 'abc:']) {
		for (const written of [before + CANARY, Buffer.from(before + CANARY).toString('base64')]) {
			writeFileSync(path, `x ${written} y`);
			expect(filesWithKey(files.folder)).toEqual([path]);
		}
	}
	writeFileSync(path, 'x [hidden] y');
	expect(filesWithKey(files.folder)).toEqual([]);
});
