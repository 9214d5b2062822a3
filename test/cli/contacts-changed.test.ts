import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Campaign } from '../../src/campaign/campaign.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { phoneNumber } from '../helpers/contacts.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments, until } from './campaign-files.js';
import { refusal, scriptedProvider } from './scripted-provider.js';

/** A file that is read in several pieces, so that it is read on while calls are made. */
const ROWS = 100;
const LONG_ROW = 'x'.repeat(8_000);

function longContacts(): string {
	const rows = Array.from({ length: ROWS }, (_, index) => `Contact ${index},${phoneNumber(index)},${LONG_ROW}\n`);
	return `name,phone,notes\n${rows.join('')}`;
}

const TALK = { ring: { min: '50ms', max: '50ms' }, talk: { min: '250ms', max: '250ms' } };

describe('a contacts file that is changed while calls are live', () => {
	test.each<[string, (path: string) => void, number]>([
		['touched', (path) => utimesSync(path, new Date(), new Date()), ROWS],
		['edited', (path) => appendFileSync(path, 'Zoe,+12125550142,Oslo\n'), ROWS + 1],
	])('%s: live calls are followed, 7, every row is in the results, the next run goes on', async (_, change, rows) => {
		const mock = await mockProvider({ calls: TALK, limits: { slots: 20 } });
		const files = campaignFiles(longContacts());
		const run = startProgram(runArguments(mock.url, files), { env: ENV });
		await until(() => mock.truth().calls >= 3, run);
		change(files.contacts);
		const first = await run.ended;
		expect(first.code).toBe(7);
		expect(first.stdout).toContain(`${files.contacts} was changed`);
		const { calls, live } = mock.truth();
		expect(live).toBe(0);
		expect(calls).toBeLessThan(ROWS);
		const statuses = readResults(files.results).map((row) => row.call_status);
		expect(statuses).toHaveLength(rows);
		expect(statuses.filter((status) => status === 'completed')).toHaveLength(calls);
		expect(statuses.filter((status) => status === 'pending')).toHaveLength(rows - calls);

		expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(0);
		expect(mock.truth()).toMatchObject({ calls: rows, duplicates: [] });
		expect((await runProgram(['verify', files.contacts])).code).toBe(0);
	});
});

describe('a number that was refused for one id is called once for another', () => {
	const NUMBER = '+12125550142';
	const OTHER = '+13125550117';
	/** Called before, and still in the file: without it, it would be another campaign's. */
	const FIRST = '+14155550163';

	test.each([
		['the old id is gone', `8,${NUMBER}\n`, { [NUMBER]: 1 }],
		['the old id has another number', `7,${OTHER}\n8,${NUMBER}\n`, { [NUMBER]: 1, [OTHER]: 1 }],
		['the old id stands there too', `7,${NUMBER}\n8,${NUMBER}\n`, { [NUMBER]: 1 }],
	])('%s', async (_, rows, expected) => {
		let healthy = false;
		const provider = await scriptedProvider({
			create: ({ to }) => (healthy || to === FIRST ? undefined : refusal(429, 'Too many requests.')),
		});
		const setup = campaignSetup(provider.url, 1);
		writeFileSync(setup.options.contacts, `id,phone\n1,${FIRST}\n7,${NUMBER}\n`);
		const stopAtRefusal = (campaign: Campaign, { type }: { type: string }) => {
			if (type === 'call_refused') campaign.stop({ cause: 'signal', why: 'the test stops it' });
		};
		expect((await runCampaign(setup, stopAtRefusal)).summary.byStatus).toMatchObject({ completed: 1, pending: 1 });
		expect(provider.asked).toEqual([FIRST, NUMBER]);

		healthy = true;
		writeFileSync(setup.options.contacts, `id,phone\n1,${FIRST}\n${rows}`);
		const { summary } = await runCampaign(setup);
		expect(summary.byStatus).toMatchObject({ completed: 1 + Object.keys(expected).length, pending: 0 });
		const rings = Object.fromEntries(provider.rung.map((to) => [to, provider.rung.filter((one) => one === to).length]));
		expect(rings).toEqual({ [FIRST]: 1, ...expected });
		expect(readResults(setup.options.results)).toHaveLength(rows.split('\n').length);
	});
});
