/** Campaigns in which nothing but webhooks tells what becomes of calls. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readResults, runCampaign } from '../helpers/campaign.js';
import { SECRET, type ToldCampaign, toldCampaign } from '../helpers/told-campaign.js';
import type { WebhookWay } from '../helpers/webhook-way.js';

const ROWS = 30;

interface Vendor {
	readonly vendor: string;
	/** What it is set not to send. */
	readonly without?: RegExp;
	/** A body with another end in it. */
	readonly forge: (body: string) => string;
	/** Its signature is one of the body as well. */
	readonly signsBody?: true;
	/** All outcomes that are told of answered, busy and unanswered calls, if not these. */
	readonly outcomes?: readonly string[];
	/** What is told of an answered call beyond its outcome. */
	readonly columns: readonly ('call_duration_s' | 'call_cost')[];
}

const failed = (body: string) => body.replace(/completed|busy|no-answer/g, 'failed');
const VAPI = {
	vendor: 'vapi',
	signsBody: true,
	forge: (body: string) => body.replace(/"endedReason":"[^"]*"/, '"endedReason":"voicemail"'),
} as const;
const VENDORS: readonly Vendor[] = [
	{ vendor: 'twilio', signsBody: true, forge: failed, columns: ['call_duration_s'] },
	{ vendor: 'exotel', forge: failed, columns: ['call_duration_s'] },
	{ ...VAPI, columns: [] },
	// An assistant that tells of talks by their reports alone.
	{
		...VAPI,
		without: /"type":"status-update".*"endedReason":"customer-ended-call"/,
		columns: ['call_duration_s', 'call_cost'],
	},
	{
		vendor: 'dialnexa',
		signsBody: true,
		forge: (body) => body.replace(/"status":"\w+"/, '"status":"hangup","hangup_reason":"voicemail_detected"'),
		columns: [],
	},
	{
		vendor: 'boltcall',
		signsBody: true,
		forge: (body) => body.replace('"status":"completed"', '"status":"voicemail"'),
		outcomes: ['answered', 'unknown'],
		columns: ['call_duration_s'],
	},
];

/** Before each word of an end come others that somebody made up, and then it comes twice. */
function disturb(way: WebhookWay, { forge, signsBody, without }: Vendor): void {
	way.onPassing = (passing) => {
		if (without?.test(passing.body)) return [];
		const body = forge(passing.body);
		if (body === passing.body) return [passing];
		const headers = { 'content-type': passing.headers['content-type'] ?? '' };
		const unsigned = { headers, body, query: '?secret=guessed' };
		return [unsigned, ...(signsBody ? [{ ...passing, body }] : []), passing, passing];
	};
}

/** Another program's call on the same account: its end is told here too, and it is no business of the campaign's. */
async function callOfOthers({ entry, mock, setup }: ToldCampaign): Promise<void> {
	const from = entry.caller?.dryRun ?? '';
	const spec = { attempt: 'theirs', campaign: 'theirs', contact: 'theirs', to: '+12025550199', from };
	const { path, method, headers, body = '' } = setup.options.provider.createCall({ ...spec, variables: {} });
	const response = await fetch(`${mock.url}${path}`, { method, headers, body });
	expect(response.ok).toBe(true);
}

test.each(VENDORS)('$vendor: every row is settled by what was told, and nothing forged counts', async (vendor) => {
	const { outcomes = ['answered', 'busy', 'no_answer'], columns } = vendor;
	const campaign = await toldCampaign(vendor.vendor, ROWS);
	const { mock, way, setup } = campaign;
	disturb(way, vendor);
	await callOfOthers(campaign);
	const report = await runCampaign(setup);
	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS, pending: 0, in_doubt: 0, placed: 0 });
	const { calls, duplicates, reads } = mock.truth();
	expect([calls, duplicates]).toEqual([ROWS + 1, []]);
	const rows = readResults(setup.options.results);
	expect(new Set(rows.map((row) => row.call_outcome))).toEqual(new Set(outcomes));
	const answered = rows.filter((row) => row.call_outcome === 'answered');
	for (const row of answered) for (const column of columns) expect(row[column]).not.toBe('');
	// Where all is told, nothing is asked.
	if (columns.length > 0) expect(reads.get).toBe(0);
	const notices = report.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
	expect(notices.filter((text) => text.startsWith('A webhook was refused'))).toHaveLength(1);
	const written = readFileSync(setup.options.checkpoint, 'utf8') + readFileSync(setup.options.results, 'utf8');
	expect(written + JSON.stringify(report.events)).not.toContain(SECRET);
});

test.each(['retell', 'vapi', 'exotel'])(
	'%s: attempts whose answer was lost are found by what is told of them',
	async (vendor) => {
		const faults = [{ kind: 'reset-after', probability: 0.3, operation: 'create' }];
		const { mock, setup } = await toldCampaign(vendor, ROWS, { faults });
		const report = await runCampaign(setup);
		const lost = mock.truth().faults['reset-after'] ?? 0;
		expect(lost).toBeGreaterThan(3);
		expect(report.summary.byStatus).toMatchObject({ completed: ROWS, pending: 0, in_doubt: 0 });
		expect(mock.truth()).toMatchObject({ calls: ROWS, duplicates: [] });
		expect(report.events.filter(({ type }) => type === 'attempt_in_doubt')).toHaveLength(lost);
	},
);
