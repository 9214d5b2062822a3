import { expect, test } from 'vitest';
import { readResults } from '../helpers/campaign.js';
import { phoneNumber } from '../helpers/contacts.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, type Files, recordsOf, runArguments } from './campaign-files.js';
import { type ScriptedProvider, scriptedProvider } from './scripted-provider.js';

const LOST = [phoneNumber(1), phoneNumber(3)];
const OTHER_CALL = { call_id: 'call_other', call_status: 'ended', metadata: {} };

/** Takes every call, loses the answer to two of them, and cannot say afterwards what became of those. */
function forgetful(): Promise<ScriptedProvider> {
	const done = new Set<string>();
	return scriptedProvider({
		create({ to }) {
			if (!LOST.includes(to) || done.has(to)) return undefined;
			done.add(to);
			return { status: 0, body: '' };
		},
		list: (_, isLookup) => (isLookup ? { status: 200, body: { items: [OTHER_CALL] } } : undefined),
	});
}

async function campaignInDoubt(): Promise<{
	files: Files;
	provider: ScriptedProvider;
	run: () => Promise<number | null>;
}> {
	const provider = await forgetful();
	const files = campaignFiles(5);
	const run = async () => (await runProgram(runArguments(provider.url, files), { env: ENV })).code;
	expect(await run()).toBe(3);
	return { files, provider, run };
}

function settle(files: Files, ...decisions: string[]) {
	return runProgram(['settle', files.contacts, ...decisions]);
}

function statuses(files: Files): (string | undefined)[] {
	return readResults(files.results).map((row) => row.call_status);
}

test('what the provider cannot tell stays in doubt, is not called again, and says what to do', async () => {
	const { files, provider, run } = await campaignInDoubt();
	expect(statuses(files)).toEqual(['completed', 'in_doubt', 'completed', 'in_doubt', 'completed']);
	expect(readResults(files.results)[1]?.call_message).toMatch(
		/^the provider showed other calls .*; look it up and decide with dialer settle \(attempt /,
	);
	expect(await run()).toBe(3);
	expect(provider.asked).toHaveLength(5);

	const { code, stdout } = await settle(files);
	expect(code).toBe(0);
	expect(stdout).toContain('2 rows in doubt');
	expect(stdout).toContain(`line 3: ${LOST[0]}`);
	expect(stdout).toContain('call history');
	expect(recordsOf(files).at(-1)?.type).toBe('run_ended');
});

test('a person decides: the one is not called again, the other is called by the next run', async () => {
	const { files, provider, run } = await campaignInDoubt();
	const { code, stdout } = await settle(files, '--placed', '3', '--not-placed', LOST[1] ?? '');
	expect([code, stdout]).toEqual([
		0,
		'1 row settled as placed, not to be called again; 1 row free again, to be called by the next run.\nNothing is in doubt.\n',
	]);
	expect(readResults(files.results)[1]).toMatchObject({
		call_status: 'placed',
		call_attempts: '1',
		call_reconciled: 'person',
	});
	expect(statuses(files)[3]).toBe('pending');

	expect(await run()).toBe(0);
	expect(statuses(files)).toEqual(['completed', 'placed', 'completed', 'completed', 'completed']);
	expect(provider.asked.filter((to) => to === LOST[0])).toHaveLength(1);
	expect(provider.asked.filter((to) => to === LOST[1])).toHaveLength(2);
	expect((await runProgram(['verify', files.contacts])).code).toBe(0);
});

test.each([
	['a row that is not in doubt', ['--placed', '2'], 'Nothing is in doubt about the row at line 2.'],
	['a number that is not in the file', ['--not-placed', '+12025550199'], 'Nothing is in doubt about +12025550199.'],
	['one row twice', ['--placed', '3', '--not-placed', LOST[0] ?? ''], 'A row is named twice.'],
])('%s is refused, and nothing is written', async (_, decisions, sentence) => {
	const { files } = await campaignInDoubt();
	const before = recordsOf(files).length;
	const { code, stderr } = await settle(files, '--placed', '5', ...decisions);
	expect(code).toBe(2);
	expect(stderr).toContain(sentence);
	expect(recordsOf(files)).toHaveLength(before);
});

test('without a campaign there is nothing to settle', async () => {
	const files = campaignFiles(2);
	const { code, stderr } = await settle(files, '--placed', '2');
	expect(code).toBe(10);
	expect(stderr).toContain('No campaign has been begun');
});
