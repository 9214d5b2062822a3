import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, type Files, recordsOf, runArguments, writeRecords } from './campaign-files.js';
import { refusal, scriptedProvider } from './scripted-provider.js';

/** Enough of every number in these tests, the caller's too, to tell whose it is. */
const TELLING = /\d{3}\D{0,2}555\D{0,2}01|4420794600|20 7946 00/;
const CONTACTS =
	'phone,name\n+12125550142,Ann\n+442079460018,Bob\n+12125550199,Cem\n+12125550142,Ann again\n12-55501x,Dee\n';

/** One refused for the number, in the provider's words; the others taken. */
function blocking(number: string) {
	const national = number.replace(/^\+1(\d{3})(\d{3})/, '($1) $2-');
	return scriptedProvider({
		create: ({ to }) =>
			to === number
				? refusal(400, `Number ${to}, also ${national} or ${encodeURIComponent(to)}, is blocked`)
				: undefined,
	});
}

interface EventLine {
	readonly type: string;
	readonly contact?: string;
	readonly message?: string;
}

function eventsOf(files: Files): EventLine[] {
	const lines = readFileSync(join(files.folder, 'events.ndjson'), 'utf8').trim().split('\n');
	return lines.map((line) => JSON.parse(line));
}

describe('--redact', () => {
	test('masks numbers in all that is shown; results and checkpoint keep them', async () => {
		const provider = await blocking('+12125550142');
		const files = campaignFiles(CONTACTS);
		const flags = ['--redact', '-v', '--json', '--events', join(files.folder, 'events.ndjson')];
		const { code, stdout, stderr } = await runProgram(runArguments(provider.url, files, ...flags), { env: ENV });
		expect(code).toBe(3);
		const shown = stdout + stderr + readFileSync(join(files.folder, 'events.ndjson'), 'utf8');
		expect(shown).not.toMatch(TELLING);
		expect(stderr).toMatch(/from \+1\*{8}00#/);
		expect(stderr).toMatch(/contact \+44\*{8}18#\w{7}: taken/);

		const events = eventsOf(files);
		const [failed] = events.filter(({ type }) => type === 'attempt_failed');
		expect(failed?.message).toMatch(
			/^400 Number \+1\*{8}42#\w{7}, also \*{8}42#\w{7} or \+1\*{8}42#\w{7}, is blocked$/,
		);
		// Lines about one contact are joined by its mask, and those of others are not among them.
		const contacts = (wanted: string) =>
			events.flatMap(({ type, contact }) => (type === wanted && contact !== undefined ? [contact] : [])).sort();
		expect(new Set(contacts('attempt_started')).size).toBe(3);
		expect(contacts('contact_settled')).toEqual(contacts('attempt_started'));
		expect(failed?.message).toContain(failed?.contact);

		for (const path of [files.results, files.checkpoint]) {
			expect(readFileSync(path, 'utf8')).toContain('+12125550142');
			expect(readFileSync(path, 'utf8')).toContain('+442079460018');
		}
	});

	test('is a setting like others, and holds for errors, status and verify', async () => {
		const provider = await scriptedProvider({ create: ({ to }) => refusal(402, `No credit to call ${to}`) });
		const files = campaignFiles('id,phone\n7,+12125550142\n');
		const masked = { env: { ...ENV, DIALER_REDACT: 'true' } };
		const run = await runProgram(runArguments(provider.url, files, '--json'), masked);
		expect(run.code).toBe(4);
		expect(run.stderr).toMatch(/error: .*No credit to call \+1\*{8}42#/);
		expect(JSON.parse(run.stdout).stopped.why).toMatch(/No credit to call \+1\*{8}42#/);
		expect(run.stdout + run.stderr).not.toMatch(TELLING);

		const plain = await runProgram(['status', files.contacts], { env: ENV });
		expect(plain.stdout).toContain('+12125550142');
		const records = recordsOf(files);
		writeRecords(files, [...records, ...records.filter(({ type }) => type === 'intent')]);
		for (const args of [
			['status', files.contacts, '--json', '--redact'],
			['status', files.contacts],
			['verify', files.contacts],
		]) {
			const { stdout, stderr } = await runProgram(args, masked);
			expect(stdout).not.toBe('');
			expect(stdout + stderr).not.toMatch(TELLING);
		}
	});

	test('a mistake on the command line does not tell the number either', async () => {
		const files = campaignFiles(1);
		const { code, stderr } = await runProgram(['run', files.contacts, '--redact', '--from', '12125550142']);
		expect(code).toBe(2);
		expect(stderr).toMatch(/--from: expected .* got .*\*{9}42#\w{7}"/);
	});
});
