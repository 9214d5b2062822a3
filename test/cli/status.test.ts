import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';

const BEGAN = Date.now() - 600_000;
const HOUR_AGO = Date.now() - 3_600_000;
const CAMPAIGN = {
	type: 'campaign',
	v: 1,
	at: BEGAN,
	campaign: 'c0ffee',
	provider: 'retell',
	dryRun: false,
	identity: 'phone',
	account: 'aa',
	reading: {},
	file: { name: 'contacts.csv', sha256: '00', rows: 5 },
};

/** A campaign whose checkpoint holds these records; the path of its contacts file. */
function campaignOf(...records: object[]): string {
	const contacts = join(temporaryFolder(), 'contacts.csv');
	const lines = [CAMPAIGN, ...records].map((record) => `${JSON.stringify(record)}\n`);
	writeFileSync(contacts.replace('.csv', '.checkpoint.ndjson'), lines.join(''));
	return contacts;
}

const SLOTS = { type: 'limit', at: HOUR_AGO, what: 'slots', from: 12, to: 10, why: 'refused at 10 live calls' };
const PACE = { type: 'limit', at: HOUR_AGO, what: 'pace', to: 0.5, why: '30 calls a minute\u001b[2J were taken' };

test('the last change of each limit is told with its reason and how long ago it was', async () => {
	const contacts = campaignOf({ ...SLOTS, from: 10, to: 12 }, SLOTS, PACE);
	const { code, stdout } = await runProgram(['status', contacts]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^Slots: {6}12 -> 10, 1 h( \d+ min)? ago: refused at 10 live calls$/m);
	expect(stdout).toMatch(/^Pace: {7}no limit -> 30\/min, 1 h( \d+ min)? ago: 30 calls a minute were taken$/m);
});

test('as JSON the changes are told in numbers', async () => {
	const { stdout } = await runProgram(['status', campaignOf(SLOTS, PACE), '--json']);
	const { slots, pace } = JSON.parse(stdout);
	const at = new Date(HOUR_AGO).toISOString();
	expect(slots).toEqual({ from: 12, to: 10, why: SLOTS.why, at, agoMs: expect.any(Number) });
	expect(pace).toEqual({ from: null, to: 0.5, why: PACE.why, at, agoMs: expect.any(Number) });
	expect(Math.min(slots.agoMs, pace.agoMs)).toBeGreaterThanOrEqual(3_600_000);
});

test('a limit that never moved is not mentioned', async () => {
	const contacts = campaignOf();
	const { stdout } = await runProgram(['status', contacts]);
	expect(stdout).not.toMatch(/slots|pace/i);
	const json = await runProgram(['status', contacts, '--json']);
	expect(JSON.parse(json.stdout)).toMatchObject({ slots: null, pace: null });
});
