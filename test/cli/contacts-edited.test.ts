import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { previewText } from '../../src/cli/preview-text.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments, SHORT_CALLS, until } from './campaign-files.js';
import { scriptedProvider } from './scripted-provider.js';

const N1 = '+12125550101';
const N2 = '+12125550102';
const N3 = '+12125550103';
const N4 = '+12125550104';
const N5 = '+12125550105';
const N6 = '+12125550106';
const N7 = '+12125550107';
const N8 = '+12125550108';
const NEW4 = '+12125550110';
const NEW6 = '+12125550111';

type Row = readonly [id: number, number: string, name: string];

function fileOf(...rows: readonly Row[]): string {
	return `id,phone,name\n${rows.map((row) => `${row.join(',')}\n`).join('')}`;
}

/** What a run says of an edit: the head's line and those under it. */
function toldIn(stderr: string): string[] {
	const lines = stderr.split('\n');
	const head = lines.findIndex((line) => line.startsWith('The contacts file was changed'));
	if (head === -1) return [];
	const end = lines.findIndex((line, index) => index > head && !line.startsWith('- '));
	return lines.slice(head, end === -1 ? lines.length : end);
}

/** Of each row its id, the number that was dialed, its status and what is said of it, in the order of the results. */
function standings(results: string): string[][] {
	return readResults(results).map((row) => [row.id, row.call_to, row.call_status, row.call_message] as string[]);
}

const run = (url: string, files: ReturnType<typeof campaignFiles>, ...more: string[]) =>
	runProgram(runArguments(url, files, ...more), { env: ENV });

describe('between two runs', () => {
	test('each change of a contact that is settled or not yet called is told with what comes of it', async () => {
		const mock = await mockProvider({ calls: SHORT_CALLS });
		const files = campaignFiles(
			fileOf(
				[1, N1, 'Ann'],
				[2, N2, 'Bo'],
				[3, N3, 'Cy'],
				[4, N4, 'Di'],
				[5, N5, 'Ed'],
				[6, N6, 'Flo'],
				[7, N7, 'Gus'],
			),
		);
		expect((await run(mock.url, files, '--limit', '4')).code).toBe(7);
		expect(mock.truth().calls).toBe(4);
		// 1 and 5 are removed, 3 has the id 9 now, 2 and 7 have another name, 4 and 6 another number, 8 is new.
		const edited = fileOf(
			[2, N2, 'Bob'],
			[9, N3, 'Cy'],
			[4, NEW4, 'Di'],
			[6, NEW6, 'Flo'],
			[7, N7, 'Guy'],
			[8, N8, 'Hal'],
		);
		writeFileSync(files.contacts, edited);

		const { code, stderr } = await run(mock.url, files, '--events', `${files.folder}/events.ndjson`);
		expect(code).toBe(0);
		expect(toldIn(stderr)).toEqual([
			'The contacts file was changed since the last run:',
			'- 1 contact added (line 7: id 8): will be called',
			'- 1 contact with a number that was called for another contact (line 3: id 9): not called; duplicate in the results',
			'- 2 contacts called before and no longer in the file (id 1, id 3): gone from the results, kept in the checkpoint, not called again if they come back',
			'- 1 contact not called yet, and no longer there to be called: will not be called',
			'- 1 contact called before under another number (line 4: id 4): not called at the new one, the result stands; to call it, give the row another id',
			'- 1 contact not called yet, with another number (line 5: id 6): called at the new one',
			'- 1 contact not called yet, with other text (line 6: id 7): called with the new text',
			'- 1 contact called before, with other text (line 2: id 2): keep their results',
		]);
		expect(stderr).toContain('6 rows, 3 to call (2 done before, 1 duplicate)');
		const { rings } = mock.truth();
		expect(rings).toEqual(Object.fromEntries([N1, N2, N3, N4, NEW6, N7, N8].map((number) => [number, 1])));
		expect(standings(files.results)).toEqual([
			['2', N2, 'completed', expect.any(String)],
			['9', N3, 'duplicate', 'this number was already called for id:3'],
			[
				'4',
				N4,
				'completed',
				expect.stringContaining(`called under this number before the file was changed to ${NEW4}`),
			],
			['6', NEW6, 'completed', expect.any(String)],
			['7', N7, 'completed', expect.any(String)],
			['8', N8, 'completed', expect.any(String)],
		]);
		const events = readFileSync(`${files.folder}/events.ndjson`, 'utf8').trimEnd().split('\n');
		const started = events.map((line) => JSON.parse(line)).find(({ type }) => type === 'campaign_started');
		expect(started).toMatchObject({ todo: 3, settled: 2, skipped: 1 });
		expect(started.changes).toContainEqual({ kind: 'removed_settled', count: 2 });
		expect((await runProgram(['verify', files.contacts])).code).toBe(0);
	});

	test('calls that are live are followed, whatever becomes of their rows', async () => {
		const mock = await mockProvider({ calls: { ring: { min: '50ms', max: '50ms' }, talk: { min: '1s', max: '1s' } } });
		const files = campaignFiles(fileOf([1, N1, 'Ann'], [2, N2, 'Bo'], [3, N3, 'Cy']));
		const killed = startProgram(runArguments(mock.url, files, '--concurrency', '3'), { env: ENV });
		await until(() => mock.truth().calls === 3, killed);
		killed.process.kill('SIGKILL');
		await killed.ended;
		// 1 is removed, 2 has another number, which 4 is given.
		writeFileSync(files.contacts, fileOf([3, N3, 'Cy'], [2, NEW4, 'Bo'], [4, N2, 'Di'], [5, N5, 'Ed']));

		const { code, stderr } = await run(mock.url, files);
		expect(code).toBe(0);
		expect(toldIn(stderr).slice(1)).toEqual([
			'- 1 contact added (line 5: id 5): will be called',
			'- 1 contact with a number that was called for another contact (line 4: id 4): not called; duplicate in the results',
			'- 1 contact no longer in the file, with a call or an attempt under way (id 1): followed to the end all the same',
			'- 1 contact with another number while a call or an attempt is under way (line 3: id 2): that one is followed to the end and counts; the new one is called only if nothing rang',
		]);
		expect(mock.truth().rings).toEqual({ [N1]: 1, [N2]: 1, [N3]: 1, [N5]: 1 });
		expect(standings(files.results).map((row) => row.slice(0, 3))).toEqual([
			['3', N3, 'completed'],
			['2', N2, 'completed'],
			['4', N2, 'duplicate'],
			['5', N5, 'completed'],
		]);
		expect((await runProgram(['verify', files.contacts])).code).toBe(0);
	});

	test('another order changes no call; the results follow it, and a run of the same file says nothing', async () => {
		const mock = await mockProvider({ calls: SHORT_CALLS });
		const files = campaignFiles(fileOf([1, N1, 'Ann'], [2, N2, 'Bo'], [3, N3, 'Cy']));
		expect((await run(mock.url, files, '--limit', '2')).code).toBe(7);
		writeFileSync(files.contacts, fileOf([3, N3, 'Cy'], [1, N1, 'Ann'], [2, N2, 'Bo']));
		expect((await runProgram(['status', files.contacts])).stdout).toContain('Contacts:   changed since the last run');
		expect(toldIn((await run(mock.url, files)).stderr)).toEqual([
			'The contacts file was changed since the last run: another order: changes no call; the results follow the file as it is now',
		]);
		expect(standings(files.results).map(([id]) => id)).toEqual(['3', '1', '2']);
		expect(mock.truth()).toMatchObject({ calls: 3, duplicates: [] });
		expect((await runProgram(['status', files.contacts])).stdout).not.toContain('Contacts:');
		const again = await run(mock.url, files);
		expect(again.code).toBe(0);
		expect(toldIn(again.stderr)).toEqual([]);
	});
});

describe('after two of three calls', () => {
	/** @returns what the run with the edited file says of the edit. */
	async function goOnWith(
		edited: string,
		change: (checkpoint: string) => string = (checkpoint) => checkpoint,
	): Promise<{ readonly told: string[]; readonly rings: object }> {
		const mock = await mockProvider({ calls: SHORT_CALLS });
		const setup = campaignSetup(mock.url, 1, { limit: 2 });
		const { contacts, checkpoint } = setup.options;
		writeFileSync(contacts, fileOf([1, N1, 'Ann'], [2, N2, 'Bo'], [3, N3, 'Cy']));
		expect((await runCampaign(setup)).left).toBe(1);
		writeFileSync(checkpoint, change(readFileSync(checkpoint, 'utf8')));
		writeFileSync(contacts, edited);
		let told: string[] = [];
		const { left } = await runCampaign({ ...setup, options: { ...setup.options, limit: 9 } }, ({ preview }) => {
			told = toldIn(previewText(preview, undefined));
		});
		expect(left).toBe(0);
		return { told, rings: mock.truth().rings };
	}

	test('a checkpoint that knows nothing of the file before tells less', async () => {
		// As the first versions wrote them.
		const withoutPrint = (checkpoint: string) => {
			const records = checkpoint
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line));
			const old = records.map(({ sum: _, ...record }) => {
				if (record.type === 'run') return { ...record, file: undefined };
				return record.type === 'campaign' ? { ...record, v: 1 } : record;
			});
			return old.map((record) => `${JSON.stringify(record)}\n`).join('');
		};
		const { told, rings } = await goOnWith(
			fileOf([1, NEW4, 'Ann'], [3, N3, 'Cy'], [4, N4, 'Di'], [5, N5, 'Ed']),
			withoutPrint,
		);
		expect(told.slice(1)).toEqual([
			expect.stringMatching(/^- 1 contact called before and no longer in the file \(id 2\)/),
			expect.stringMatching(/^- 1 contact called before under another number \(line 2: id 1\)/),
			'- Not all of it can be told: 3 rows then, 4 now; the 3 to call are called as they stand there, those called before are not called again',
		]);
		expect(rings).toEqual(Object.fromEntries([N1, N2, N3, N4, N5].map((number) => [number, 1])));
	});

	test('it is the same campaign still when those two are taken out', async () => {
		const { told, rings } = await goOnWith(fileOf([3, N3, 'Cy']));
		expect(told).toHaveLength(1);
		expect(told[0]).toContain('2 contacts called before and no longer in the file (id 1, id 2)');
		expect(rings).toEqual({ [N1]: 1, [N2]: 1, [N3]: 1 });
	});

	test('a change that is none for a contact is none for the run', async () => {
		const { told } = await goOnWith(
			fileOf([1, '+1 212 555 0101', 'Ann'], [2, N2, 'Bo'], [3, N3, 'Cy'], [3, N3, 'Cy again']),
		);
		expect(told).toEqual(['The contacts file was changed since the last run: none of the contacts in it']);
	});
});

describe('a call stays in the results where its contact is', () => {
	test.each<[string, readonly Row[], string[][]]>([
		[
			'two contacts have swapped their numbers',
			[
				[1, N2, 'Ann'],
				[2, N1, 'Bo'],
			],
			[
				['1', N1, 'completed'],
				['2', N2, 'completed'],
			],
		],
		[
			'another row was put before it',
			[
				[3, N1, 'Cy'],
				[1, N1, 'Ann'],
				[2, N2, 'Bo'],
			],
			[
				['3', N1, 'duplicate'],
				['1', N1, 'completed'],
				['2', N2, 'completed'],
			],
		],
		[
			'it has the number of a row before it',
			[
				[1, N1, 'Ann'],
				[2, N1, 'Bo'],
				[2, N1, 'Bo'],
			],
			[
				['1', N1, 'completed'],
				['2', N2, 'completed'],
				['2', N1, 'duplicate'],
			],
		],
	])('%s', async (_, rows, expected) => {
		const mock = await mockProvider({ calls: SHORT_CALLS });
		const setup = campaignSetup(mock.url, 1);
		writeFileSync(setup.options.contacts, fileOf([1, N1, 'Ann'], [2, N2, 'Bo']));
		await runCampaign(setup);
		writeFileSync(setup.options.contacts, fileOf(...rows));
		const { stop, left } = await runCampaign(setup);
		expect({ stop, left }).toEqual({ stop: undefined, left: 0 });
		expect(standings(setup.options.results).map((row) => row.slice(0, 3))).toEqual(expected);
		expect(mock.truth()).toMatchObject({ calls: 2, duplicates: [] });
	});
});

describe('an attempt in doubt under a number that was changed', () => {
	/** Calls both, is ended while the second is in doubt, and goes on with another number for that one. */
	async function inDoubtThenChanged(url: string): Promise<string[][]> {
		const setup = campaignSetup(url, 1, { settlingMs: 300 });
		writeFileSync(setup.options.contacts, fileOf([1, N1, 'Ann'], [2, N2, 'Bo']));
		await runCampaign(setup, (campaign, event) => {
			if (event.type === 'attempt_in_doubt' && event.contact === 'id:2')
				campaign.abandon({ cause: 'signal', why: 'the test ends it' });
		});
		writeFileSync(setup.options.contacts, fileOf([1, N1, 'Ann'], [2, NEW4, 'Bo']));
		expect(standings(setup.options.results)[1]?.slice(0, 3)).toEqual(['2', N2, 'in_doubt']);
		expect((await runCampaign(setup)).left).toBe(0);
		return standings(setup.options.results).map((row) => row.slice(0, 3));
	}

	test('rang: it counts, and the new number is not called', async () => {
		const mock = await mockProvider({ calls: SHORT_CALLS, faults: [{ kind: 'reset-after', probability: 1 }] });
		expect(await inDoubtThenChanged(mock.url)).toEqual([
			['1', N1, 'completed'],
			['2', N2, 'completed'],
		]);
		expect(mock.truth().rings).toEqual({ [N1]: 1, [N2]: 1 });
	});

	test('did not ring: the new number is called', async () => {
		const provider = await scriptedProvider({
			create: ({ to }) => (to === N2 ? { status: 0, body: '' } : undefined),
		});
		expect(await inDoubtThenChanged(provider.url)).toEqual([
			['1', N1, 'completed'],
			['2', NEW4, 'completed'],
		]);
		expect(provider.rung).toEqual([N1, NEW4]);
	});
});
