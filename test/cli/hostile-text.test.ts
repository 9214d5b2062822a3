import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, everythingWritten, recordsOf, runArguments, writeRecords } from './campaign-files.js';
import { refusal, scriptedProvider } from './scripted-provider.js';

/** A title change and a colour, as a terminal would carry them out, and the one-byte form of their beginning. */
const ESCAPES = '\u001b]0;owned\u0007\u001b[31m\u009b2J';
/** Control characters other than the line ends between the program's own lines. */
const HARMFUL = /[^\P{Cc}\n]/u;

describe('escape sequences in the contacts file reach no terminal', () => {
	test('from a header without a phone column', async () => {
		const files = campaignFiles(`na${ESCAPES}me,town\nAnn,Oslo\n`);
		const { code, stderr } = await runProgram(['run', files.contacts, '--dry-run']);
		expect(code).toBe(2);
		expect(stderr).toContain('me');
		expect(stderr).not.toMatch(HARMFUL);
	});

	test('from cells, whatever the run and verify tell of them', async () => {
		const rows = [`${ESCAPES}7,Ann${ESCAPES},+12125550142`, `${ESCAPES}8,Bob,12${ESCAPES}`];
		const files = campaignFiles(`id,name,phone\n${rows.join('\n')}\n`);
		const provider = await scriptedProvider({});
		const run = await runProgram(runArguments(provider.url, files, '-v'), { env: ENV });
		expect(run.code).toBe(0);
		expect(run.stderr).toContain('contact id:');
		expect(run.stdout + run.stderr).not.toMatch(HARMFUL);

		// Settled twice, and its row is missing: verify names the contact.
		const records = recordsOf(files);
		writeRecords(files, [...records, ...records.filter(({ type }) => type === 'ended').slice(0, 1)]);
		writeFileSync(files.results, readFileSync(files.results, 'utf8').replace('completed', 'failed'));
		const verified = await runProgram(['verify', files.contacts]);
		expect(verified.code).toBe(1);
		expect(verified.stdout).toMatch(/contact id:\S*7 is settled twice/);
		expect(verified.stdout + verified.stderr).not.toMatch(HARMFUL);
	});
});

describe('a provider that echoes the Authorization header: the key is in no file and no output', () => {
	test.each([
		[400, 3],
		[401, 4],
		[422, 4],
		[429, 0],
		[500, 0],
	])('status %i', async (status, exitCode) => {
		const provider = await scriptedProvider({
			create({ authorization, earlier }) {
				// What is tried again with success ends the run sooner; it has echoed then.
				if (earlier > 0 && (status === 429 || status === 500)) return undefined;
				return refusal(status, `Bad header "authorization: ${authorization}"`);
			},
		});
		const files = campaignFiles(4);
		const flags = ['-v', '--events', `${files.folder}/events.ndjson`, '--concurrency', '1', '--max-concurrency', '1'];
		const { code, stdout, stderr } = await runProgram(runArguments(provider.url, files, ...flags), { env: ENV });
		expect(code).toBe(exitCode);
		expect(stderr).toContain('Bad header');
		expect(stdout + stderr).not.toContain('canary-key');
		const written = everythingWritten(files);
		expect(written).toContain('Bad header');
		expect(written).not.toContain('canary-key');
	});

	test('no part of it either, when the message is cut short', async () => {
		const before = 'x'.repeat(186);
		const provider = await scriptedProvider({
			create: ({ authorization }) => refusal(400, `${before} ${authorization.replace('Bearer ', '')}`),
		});
		const files = campaignFiles(1);
		const { stdout, stderr } = await runProgram(runArguments(provider.url, files, '-v'), { env: ENV });
		expect(stderr).toContain(before);
		expect(stdout + stderr + everythingWritten(files)).not.toContain('canary');
	});
});
