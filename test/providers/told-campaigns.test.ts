/** Campaigns in which nothing but webhooks tells what becomes of calls. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readResults, runCampaign } from '../helpers/campaign.js';
import { toldCampaign } from '../helpers/told-campaign.js';
import type { WebhookWay } from '../helpers/webhook-way.js';

const ROWS = 40;
const SECRET = 'a-secret-of-the-account-0123';

interface Vendor {
	readonly name: string;
	readonly provider: string;
	readonly variable: string;
	/** Every outcome that is told of answered, busy and unanswered calls. */
	readonly outcomes: readonly string[];
	/** What webhooks tell of an answered call beyond its outcome. */
	readonly columns: readonly ('call_duration_s' | 'call_cost')[];
	/** What the vendor is set not to send. */
	readonly without?: RegExp;
	/** A body of the vendor's about another call, or with another end. */
	readonly forge: (body: string) => string;
}

const VAPI = {
	provider: 'vapi',
	variable: 'VAPI_WEBHOOK_SECRET',
	outcomes: ['answered', 'busy', 'no_answer'],
	forge: (body: string) => body.replace(/"endedReason":"[^"]*"/, '"endedReason":"voicemail"'),
};
const VENDORS: readonly Vendor[] = [
	{ ...VAPI, name: 'Vapi', columns: [] },
	{
		...VAPI,
		name: 'Vapi, an assistant that tells of talks by reports alone',
		columns: ['call_duration_s', 'call_cost'],
		without: /"type":"status-update".*"endedReason":"customer-ended-call"/,
	},
	{
		name: 'DialNexa',
		provider: 'dialnexa',
		variable: 'DIALNEXA_WEBHOOK_SECRET',
		outcomes: ['answered', 'busy', 'no_answer'],
		columns: [],
		forge: (body) => body.replace(/"status":"\w+"/, '"status":"hangup","hangup_reason":"voicemail_detected"'),
	},
	{
		name: 'Boltcall',
		provider: 'boltcall',
		variable: 'BOLTCALL_WEBHOOK_SECRET',
		outcomes: ['answered', 'unknown'],
		columns: ['call_duration_s'],
		forge: (body) => body.replace('"status":"completed"', '"status":"voicemail"'),
	},
];

/** Before each delivery comes one that somebody made up, and then it comes twice. */
function disturb(way: WebhookWay, { forge, without }: Vendor): void {
	way.onPassing = (passing) => {
		if (without?.test(passing.body)) return [];
		return [{ ...passing, body: forge(passing.body).replace('{', '{ ') }, passing, passing];
	};
}

test.each(VENDORS)('$name: every row is settled by what was told, and nothing forged counts', async (vendor) => {
	const { provider, variable: of, outcomes, columns } = vendor;
	const { mock, way, setup } = await toldCampaign(provider, ROWS, { secret: { variable: of, value: SECRET } });
	disturb(way, vendor);
	const report = await runCampaign(setup);
	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS, pending: 0, in_doubt: 0, placed: 0 });
	const { calls, duplicates } = mock.truth();
	expect([calls, duplicates]).toEqual([ROWS, []]);
	const rows = readResults(setup.options.results);
	expect(new Set(rows.map((row) => row.call_outcome))).toEqual(new Set(outcomes));
	const answered = rows.filter((row) => row.call_outcome === 'answered');
	for (const row of answered) for (const column of columns) expect(row[column]).not.toBe('');
	const notices = report.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
	expect(notices.filter((text) => text.startsWith('A webhook was refused'))).toHaveLength(1);
	const written = readFileSync(setup.options.checkpoint, 'utf8') + readFileSync(setup.options.results, 'utf8');
	expect(written + JSON.stringify(report.events)).not.toContain(SECRET);
});

test.each([
	['retell', { variable: 'RETELL_API_KEY', value: 'dry-run' }],
	['vapi', { variable: 'VAPI_WEBHOOK_SECRET', value: SECRET }],
])('%s: attempts whose answer was lost are found by what is told of them', async (provider, secret) => {
	const faults = [{ kind: 'reset-after', probability: 0.3, operation: 'create' }];
	const scenario = { faults };
	const { mock, setup } = await toldCampaign(provider, ROWS, { secret, scenario });
	const report = await runCampaign(setup);
	const lost = mock.truth().faults['reset-after'] ?? 0;
	expect(lost).toBeGreaterThan(1);
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS, pending: 0, in_doubt: 0 });
	expect(mock.truth()).toMatchObject({ calls: ROWS, duplicates: [] });
	expect(report.events.filter(({ type }) => type === 'attempt_in_doubt')).toHaveLength(lost);
});
