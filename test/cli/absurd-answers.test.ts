import { expect, test } from 'vitest';
import { resultCells } from '../../src/results/results-row.js';
import { campaignSetup, readResults, runCampaign } from '../helpers/campaign.js';
import { phoneNumber } from '../helpers/contacts.js';
import { runProgram } from '../helpers/program.js';
import { scriptedProvider } from './scripted-provider.js';

const CONTACT = { key: '+17022000000', to: '+17022000000', lane: 'bulk', variables: {} } as const;

test.each([1e300, -1e300, 8.64e15 + 1, Number.NaN])('a timestamp of %d is an empty cell', (time) => {
	const result = { status: 'completed', to: CONTACT.to, attempts: 1, refusals: 0, startedAt: time } as const;
	const cells = resultCells({ kind: 'callable', contact: CONTACT }, { kind: 'settled', result });
	expect(cells).toMatchObject({ call_status: 'completed', call_started_at: '', call_ended_at: '' });
});

test('calls with absurd timestamps are settled like others', async () => {
	const provider = await scriptedProvider({
		call: { start_timestamp: 1e300, end_timestamp: -1e300, duration_ms: -5, call_cost: { combined_cost: 1e300 } },
	});
	const setup = campaignSetup(provider.url, 3);
	const { summary, stop } = await runCampaign(setup);
	expect(stop).toBeUndefined();
	expect(summary.byStatus).toMatchObject({ completed: 3 });
	expect(readResults(setup.options.results).map((row) => row.call_ended_at)).toEqual(['', '', '']);
});

test('a run ends although all its attempts were given the same call id; nobody is called twice', async () => {
	const provider = await scriptedProvider({ callId: () => 'call_same' });
	const setup = campaignSetup(provider.url, 6);
	const { summary } = await runCampaign(setup);
	expect(summary.byStatus).toMatchObject({ completed: 6 });
	expect([...provider.rung].sort()).toEqual(Array.from({ length: 6 }, (_, index) => phoneNumber(index)));
	const { code, stdout } = await runProgram(['verify', setup.options.contacts]);
	expect(code).toBe(1);
	expect(stdout).toContain('call call_same belongs to two attempts');
});
