import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MockServer } from '../../src/mock/server.js';
import { mockProvider, readResults, temporaryFolder } from '../helpers/campaign.js';
import { writeContacts } from '../helpers/contacts.js';
import { type Running, runProgram, startProgram } from '../helpers/program.js';

const ENV = { RETELL_API_KEY: 'canary-key-5f3a', RETELL_PHONE_NUMBER: '+12025550100' };

/** Real calls, as the program sees it, to a mock provider. */
function runArguments(mock: MockServer, contacts: string, ...more: string[]): string[] {
	return ['run', contacts, '--yes', '--base-url', mock.url, '--rate', '200/s', '--settle', '1s', ...more];
}

function contactsFile(rows: number): string {
	const path = join(temporaryFolder(), 'contacts.csv');
	writeContacts(path, rows);
	return path;
}

/** Resolves when the mock has taken `calls` calls. */
async function untilCalled(mock: MockServer, calls: number, run: Running): Promise<void> {
	while (mock.truth().calls < calls && run.process.exitCode === null)
		await new Promise((resolve) => setTimeout(resolve, 20));
}

const CALLS_OF_HALF_A_SECOND = { ring: { min: '100ms', max: '100ms' }, talk: { min: '400ms', max: '400ms' } };
const LONG_CALLS = { ring: { min: '1s', max: '1s' }, talk: { min: '10m', max: '10m' }, outcomes: { user_hangup: 1 } };

test('the files are private and hold no key', async () => {
	const mock = await mockProvider({ calls: CALLS_OF_HALF_A_SECOND });
	const contacts = contactsFile(5);
	const events = contacts.replace('.csv', '.events.ndjson');
	const { code, stdout, stderr } = await runProgram(runArguments(mock, contacts, '--events', events, '-v'), {
		env: ENV,
	});
	expect(code).toBe(0);
	const checkpoint = contacts.replace('.csv', '.checkpoint.ndjson');
	const results = contacts.replace('.csv', '.results.csv');
	for (const path of [checkpoint, results, events]) {
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(readFileSync(path, 'utf8')).not.toContain('canary-key');
	}
	expect(stdout + stderr).not.toContain('canary-key');
	expect(stderr).not.toContain('\u001b');
	const types = readFileSync(events, 'utf8')
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line).type);
	expect(types[0]).toBe('campaign_started');
	expect(types.at(-1)).toBe('campaign_ended');
	expect(types.filter((type) => type === 'contact_settled')).toHaveLength(5);
});

test('every row of the demo stands in the results once', async () => {
	const contacts = join(temporaryFolder(), 'demo.csv');
	writeFileSync(contacts, readFileSync('fixtures/contacts/demo.csv'));
	const { code, stdout } = await runProgram(['run', contacts, '--dry-run', '--seed', '3', '--rate', '50/s']);
	expect(code).toBe(0);
	expect(stdout).toContain('nobody was rung');
	const rows = readResults(contacts.replace('.csv', '.results.csv'));
	const input = readResults(contacts);
	expect(rows).toHaveLength(input.length);
	rows.forEach((row, index) => {
		expect(row).toMatchObject(input[index] ?? {});
		expect(['completed', 'invalid', 'duplicate']).toContain(row.call_status);
	});
});

describe('signals', () => {
	test('SIGINT waits for live calls and starts no more; the next run goes on', async () => {
		const mock = await mockProvider({ calls: CALLS_OF_HALF_A_SECOND, limits: { slots: 4 } });
		const contacts = contactsFile(60);
		const run = startProgram(runArguments(mock, contacts), { env: ENV });
		await untilCalled(mock, 8, run);
		run.process.kill('SIGINT');
		const { code, stderr, stdout } = await run.ended;
		expect(code).toBe(130);
		expect(stderr).toMatch(/stopping: interrupted/i);
		expect(stdout).toMatch(/same command again goes on with \d+ pending/);
		const { calls, live } = mock.truth();
		expect(calls).toBeLessThan(60);
		expect(live).toBe(0);
		const rows = readResults(contacts.replace('.csv', '.results.csv'));
		expect(rows.filter((row) => row.call_status === 'completed')).toHaveLength(calls);
		expect(rows.filter((row) => row.call_status === 'pending')).toHaveLength(60 - calls);

		const [, , ...flags] = runArguments(mock, contacts);
		const resumed = await runProgram(['resume', contacts, ...flags], { env: ENV });
		expect(resumed.code).toBe(0);
		expect(Object.keys(mock.truth().rings)).toHaveLength(60);
		expect(mock.truth().duplicates).toEqual([]);
	});

	test('a second signal leaves live calls alone, and the next run follows them', async () => {
		const mock = await mockProvider({ calls: LONG_CALLS, limits: { slots: 4 } });
		const contacts = contactsFile(4);
		const run = startProgram(runArguments(mock, contacts), { env: ENV });
		await untilCalled(mock, 4, run);
		run.process.kill('SIGTERM');
		while (!/stopping/i.test(run.stderr())) await new Promise((resolve) => setTimeout(resolve, 20));
		run.process.kill('SIGTERM');
		const { code, stdout } = await run.ended;
		expect(code).toBe(143);
		expect(stdout).toMatch(/follows 4 live calls to the end/);
		expect(mock.truth().live).toBe(4);
		const rows = readResults(contacts.replace('.csv', '.results.csv'));
		expect(rows.map((row) => row.call_status)).toEqual(['placed', 'placed', 'placed', 'placed']);
		const status = await runProgram(['status', contacts, '--json']);
		expect(JSON.parse(status.stdout)).toMatchObject({ live: 4, running: null, rows: 4 });
	});
});

describe('exit codes', () => {
	test.each([
		['unauthorized', '401'],
		['unpaid', '402'],
		['forbidden', '403'],
	])('%s: 4, one create request at most, contacts still pending', async (account, status) => {
		const mock = await mockProvider({ account, concurrencyEndpoint: false });
		const contacts = contactsFile(20);
		const { code, stderr } = await runProgram(runArguments(mock, contacts), { env: ENV });
		expect(code).toBe(4);
		expect(stderr).toContain(status);
		expect(mock.truth().creates).toBeLessThanOrEqual(1);
		const rows = readResults(contacts.replace('.csv', '.results.csv'));
		expect(rows.map((row) => row.call_status)).toEqual(rows.map(() => 'pending'));
	});

	test('an unknown agent: 4 after three tries, the list is not burnt', async () => {
		const mock = await mockProvider({ agents: ['agent_known'] });
		const contacts = contactsFile(20);
		const args = runArguments(
			mock,
			contacts,
			'--agent',
			'agent_unknown',
			'--concurrency',
			'1',
			'--max-concurrency',
			'1',
		);
		const { code, stderr } = await runProgram(args, { env: ENV });
		expect(code).toBe(4);
		expect(stderr).toContain('--agent');
		expect(mock.truth().creates).toBe(3);
		expect(mock.truth().calls).toBe(0);
	});

	test('unreachable: 5 when its patience is over, everything pending', async () => {
		const contacts = contactsFile(5);
		const args = ['run', contacts, '--yes', '--base-url', 'http://127.0.0.1:9', '--give-up-after', '2s'];
		const { code, stderr } = await runProgram(args, { env: ENV });
		expect(code).toBe(5);
		expect(stderr).toMatch(/has not answered for 2 s/);
		const rows = readResults(contacts.replace('.csv', '.results.csv'));
		expect(rows.map((row) => row.call_status)).toEqual(rows.map(() => 'pending'));
	});

	test('--limit: 7, exactly so many calls', async () => {
		const mock = await mockProvider({ calls: CALLS_OF_HALF_A_SECOND, faults: [{ kind: 'refuse', probability: 0.3 }] });
		const contacts = contactsFile(20);
		const { code } = await runProgram(runArguments(mock, contacts, '--limit', '7'), { env: ENV });
		expect(code).toBe(7);
		expect(mock.truth().calls).toBe(7);
	});

	test('a contact that the provider will not call: 3', async () => {
		const mock = await mockProvider({ calls: { ...CALLS_OF_HALF_A_SECOND, outcomes: { error_asr: 1 } } });
		const contacts = contactsFile(2);
		expect((await runProgram(runArguments(mock, contacts), { env: ENV })).code).toBe(3);
	});

	test('a second run on the same campaign: 11, naming the first', async () => {
		const mock = await mockProvider({ calls: LONG_CALLS });
		const contacts = contactsFile(3);
		const first = startProgram(runArguments(mock, contacts), { env: ENV });
		await untilCalled(mock, 1, first);
		const second = await runProgram(runArguments(mock, contacts), { env: ENV });
		expect(second.code).toBe(11);
		expect(second.stderr).toContain(String(first.process.pid));
		const verified = await runProgram(['verify', contacts]);
		expect(verified.code).toBe(11);
		first.process.kill('SIGKILL');
		await first.ended;
		const afterwards = await runProgram(['verify', contacts]);
		expect(afterwards.code).toBe(1);
		expect(afterwards.stdout).toMatch(
			/^The last run was killed .* dialer results .* finishes it\.\nkept: .*\nnot yet: the results hold 0 of 3 rows, each as the checkpoint has it\n$/,
		);
	});
});

describe('a checkpoint that cannot be used ends with 10 and is left as it is', () => {
	const campaign = {
		type: 'campaign',
		at: 1,
		v: 1,
		campaign: 'c',
		provider: 'retell',
		dryRun: false,
		identity: 'phone',
		account: 'a',
		reading: {},
	};
	const intent = {
		type: 'intent',
		at: 2,
		attempt: 'c.1',
		contact: '+12125550199',
		to: '+12125550199',
		from: '+12025550100',
	};
	test.each([
		[
			'of another contacts file',
			[{ ...campaign, file: { name: 'other.csv', sha256: 'x', rows: 9 } }, intent],
			/other\.csv \(9 rows\)/,
		],
		[
			'damaged in the middle',
			[{ ...campaign, file: { name: 'c.csv', sha256: 'x', rows: 9 } }, 'damage', intent],
			/line 2/,
		],
		['of a newer version', [{ ...campaign, v: 99, file: { name: 'c.csv', sha256: 'x', rows: 9 } }], /newer/],
		['something else', ['hello', 'world'], /not a checkpoint/],
	])('%s', async (_, records, expected) => {
		const contacts = contactsFile(3);
		const checkpoint = contacts.replace('.csv', '.checkpoint.ndjson');
		const text = `${records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n')}\n`;
		writeFileSync(checkpoint, text);
		const { code, stderr } = await runProgram(['run', contacts, '--yes', '--base-url', 'http://127.0.0.1:9'], {
			env: ENV,
		});
		expect(code).toBe(10);
		expect(stderr).toMatch(expected);
		expect(readFileSync(checkpoint, 'utf8')).toBe(text);
		expect(existsSync(`${checkpoint}.lock`)).toBe(false);
	});

	test('resume with nothing to resume', async () => {
		const { code, stderr } = await runProgram(['resume', contactsFile(3), '--dry-run']);
		expect(code).toBe(10);
		expect(stderr).toMatch(/nothing to resume/i);
	});
});

test('standard input is kept, so that it can be resumed', async () => {
	const folder = temporaryFolder();
	const input = 'name,phone\nAnn,+12125550142\nBob,+13125550117\n';
	const first = await runProgram(['run', '-', '--dry-run', '--scenario', 'unlimited', '--limit', '1'], {
		cwd: folder,
		input,
	});
	expect(first.code).toBe(7);
	const kept = /kept in (\S+\.csv)/.exec(first.stderr)?.[1] ?? '';
	expect(readFileSync(join(folder, kept), 'utf8')).toBe(input);
	const second = await runProgram(['resume', kept, '--dry-run', '--scenario', 'unlimited'], { cwd: folder });
	expect(second.code).toBe(0);
	expect(second.stderr).toContain('1 done before');
});

test('a dry run never counts for a real one', async () => {
	const mock = await mockProvider({ calls: CALLS_OF_HALF_A_SECOND });
	const contacts = contactsFile(3);
	expect((await runProgram(['run', contacts, '--dry-run', '--scenario', 'unlimited'])).code).toBe(0);
	const real = await runProgram(runArguments(mock, contacts), { env: ENV });
	expect(real.code).toBe(0);
	expect(mock.truth().calls).toBe(3);
	const dryAgain = await runProgram(['run', contacts, '--dry-run']);
	expect(dryAgain.code).toBe(10);
});

test('an edited contacts file: new rows are called, those called before are not', async () => {
	const mock = await mockProvider({ calls: CALLS_OF_HALF_A_SECOND });
	const contacts = contactsFile(4);
	expect((await runProgram(runArguments(mock, contacts), { env: ENV })).code).toBe(0);
	const [header = '', first = '', ...rest] = readFileSync(contacts, 'utf8').trimEnd().split('\n');
	writeFileSync(contacts, `${[header, 'Zoe,+12125550142,Oslo', ...rest.reverse(), first].join('\n')}\n`);
	const { code, stderr } = await runProgram(runArguments(mock, contacts), { env: ENV });
	expect(code).toBe(0);
	expect(stderr).toContain('changed since the last run: 1 contact added (line 2: +12125550142): will be called');
	expect(mock.truth().calls).toBe(5);
	expect(mock.truth().duplicates).toEqual([]);
	expect((await runProgram(['verify', contacts])).code).toBe(0);
});
