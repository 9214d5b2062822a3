/** What each vendor's mock sends by itself, and what its adapter makes of it when somebody tampers with it. */
import { expect, test } from 'vitest';
import { dryRunValues, entryOf } from '../../src/cli/provider-settings.js';
import type { Call } from '../../src/mock/call.js';
import type { Webhook } from '../../src/mock/wire/wire.js';
import { wireOf } from '../../src/mock/wires.js';
import type { Values } from '../../src/providers/entry.js';
import type { Provider } from '../../src/providers/provider.js';
import type { Delivery, ToldCall } from '../../src/providers/webhook.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { WebhookReceiver } from '../../src/tracking/webhook-receiver.js';

const SECRET = 'a-secret-of-the-account-0123';
const URL_TOLD = 'https://dialer.example/hooks';
const AT = Date.UTC(2026, 0, 5, 9);

interface Row {
	readonly vendor: string;
	/** The variable that holds the secret. */
	readonly variable: string;
	/** A variable that is not set, though a dry run has it. */
	readonly without?: string;
	/** The header that vouches for a delivery; `url` where its address does. */
	readonly place: string;
	/** The same body with something else in it, or written otherwise; absent where the vendor does not vouch for the body. */
	readonly changed?: (body: string) => string;
	/** The vendor vouches for the moment as well. */
	readonly signsMoment?: true;
	/** What is told of the call; absent where only its number is hinted at. */
	readonly tells?: Partial<ToldCall>;
}

/** The same JSON in other bytes. */
const reencoded = (body: string) => JSON.stringify(JSON.parse(body), null, 1);
const VAPI = {
	vendor: 'vapi',
	variable: 'VAPI_WEBHOOK_SECRET',
	tells: {
		attempt: 'attempt-1',
		end: { outcome: 'answered', reason: 'customer-ended-call' },
		askForMore: true,
	},
} as const;

const ROWS: readonly Row[] = [
	{ ...VAPI, place: 'x-signature', changed: reencoded, signsMoment: true },
	{ ...VAPI, without: 'VAPI_WEBHOOK_CREDENTIAL_ID', place: 'x-vapi-secret' },
	{
		vendor: 'dialnexa',
		variable: 'DIALNEXA_WEBHOOK_SECRET',
		place: 'x-dialnexa-signature',
		changed: reencoded,
		tells: { end: { outcome: 'answered', reason: 'completed' }, askForMore: true },
	},
	{
		vendor: 'boltcall',
		variable: 'BOLTCALL_WEBHOOK_SECRET',
		place: 'x-boltcall-signature',
		changed: reencoded,
		tells: { end: { outcome: 'answered', reason: 'completed', durationMs: 30_000 } },
	},
	{
		vendor: 'twilio',
		variable: 'TWILIO_AUTH_TOKEN',
		place: 'x-twilio-signature',
		// The vendor signs the form's values, not how they are written.
		changed: (body) => body.replace('CallDuration=30', 'CallDuration=31'),
		tells: {
			end: {
				outcome: 'answered',
				reason: 'completed',
				startedAt: AT + 10_000,
				endedAt: AT + 40_000,
				durationMs: 30_000,
			},
		},
	},
	{
		vendor: 'exotel',
		variable: 'EXOTEL_WEBHOOK_SECRET',
		place: 'url',
		tells: { attempt: 'attempt-1', end: { outcome: 'answered', reason: 'completed', durationMs: 30_000 } },
	},
	{ vendor: 'ringcentral', variable: 'RINGCENTRAL_WEBHOOK_TOKEN', place: 'verification-token' },
];

function providerOf({ vendor, variable, without = '' }: Row, secret = SECRET): Provider {
	const entry = entryOf(vendor);
	const { [without]: _, ...values }: Values = { ...dryRunValues(entry), [variable]: secret };
	return entry.create({ values, agent: entry.agent?.dryRun, webhookUrl: URL_TOLD });
}

function webhooksOf(row: Row, secret = SECRET) {
	const { webhooks } = providerOf(row, secret);
	if (webhooks === undefined) throw new Error(`${row.vendor} has webhooks`);
	return webhooks;
}

/** A call as the mock takes it from the adapter's own request: it talks for half a minute. */
function callOf(row: Row): Call {
	const from = entryOf(row.vendor).caller?.dryRun ?? '';
	const spec = { attempt: 'attempt-1', campaign: 'c', contact: 'k', to: '+919876543210', from };
	const { method, path, headers, body = '' } = providerOf(row).createCall({ ...spec, variables: {} });
	const [address = '', query = ''] = path.split('?');
	const wanted = wireOf(row.vendor).readCreate({ method, path: address, query, headers, body });
	if (!('to' in wanted)) throw new Error(`the mock refuses the adapter's request: ${wanted.body}`);
	return {
		...wanted,
		serial: 0,
		id: `call_${'0'.repeat(26)}1`,
		acceptedAt: AT,
		dialedAt: AT,
		connectedAt: AT + 10_000,
		endedAt: AT + 40_000,
		freedAt: AT + 40_000,
		reason: 'user_hangup',
		ending: 'ended',
	};
}

/** Word of the call's end, as it arrives. */
function deliveryOf(row: Row): Delivery {
	const call = callOf(row);
	const webhooks: readonly Webhook[] = wireOf(row.vendor).webhooks?.(call) ?? [];
	const last = webhooks.findLast(({ at }) => at >= call.endedAt);
	if (last === undefined) throw new Error('the end is not told');
	const url = call.webhook ?? URL_TOLD;
	const { headers, body } = last.write(last.at, { key: 'key', secret: SECRET, url });
	return { headers, rawBody: Buffer.from(body), url, now: last.at };
}

const flipped = (text: string, at: number) => text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);

/** The delivery with what vouches for it changed at each of its characters. */
function forgeries(delivery: Delivery, { place }: Row): Delivery[] {
	const text = place === 'url' ? delivery.url : (delivery.headers[place] ?? '');
	const from = place === 'url' ? text.indexOf(SECRET) : 0;
	// The last digit of base64 may hold bits that mean nothing; its text is compared all the same.
	const changed = Array.from({ length: text.length - from }, (_, index) => flipped(text, from + index));
	return [...changed, text.slice(0, -1), place === 'url' ? URL_TOLD : ''].map((one) =>
		place === 'url' ? { ...delivery, url: one } : { ...delivery, headers: { ...delivery.headers, [place]: one } },
	);
}

test.each(ROWS)('$vendor: what its mock sends is good, and tells how the call ended', (row) => {
	const [webhooks, delivery] = [webhooksOf(row), deliveryOf(row)];
	expect(webhooks.verify(delivery)).toBe('good');
	expect(webhooks.read(delivery)).toEqual(row.tells === undefined ? [] : [expect.objectContaining(row.tells)]);
	const hints = row.tells === undefined ? ['+919876543210', '+12025550100'] : undefined;
	expect(webhooks.hints?.(delivery)).toEqual(hints);
});

test.each(ROWS)('$vendor: one character off, another body or another secret is refused', (row) => {
	const [webhooks, delivery] = [webhooksOf(row), deliveryOf(row)];
	const { headers, rawBody } = delivery;
	for (const forged of forgeries(delivery, row)) expect(webhooks.verify(forged)).toBe('bad');
	const { [row.place]: _, ...bare } = headers;
	if (row.place !== 'url') expect(webhooks.verify({ ...delivery, headers: bare })).toBe('bad');
	expect(webhooksOf(row, `${SECRET}4`).verify(delivery)).toBe('bad');
	if (row.changed === undefined) return;
	const other = row.changed(rawBody.toString());
	expect(other).not.toBe(rawBody.toString());
	expect(webhooks.verify({ ...delivery, rawBody: Buffer.from(other) })).toBe('bad');
});

test.each(ROWS.filter(({ signsMoment }) => signsMoment))('$vendor: what is five minutes old is refused', (row) => {
	const [webhooks, delivery] = [webhooksOf(row), deliveryOf(row)];
	for (const [age, verdict] of [
		[5 * 60_000, 'good'],
		[5 * 60_000 + 1, 'stale'],
		[-5 * 60_000 - 1, 'stale'],
	] as const)
		expect(webhooks.verify({ ...delivery, now: delivery.now + age })).toBe(verdict);
});

test.each(ROWS)('$vendor: the same delivery again is answered and changes nothing, a forged one is refused', (row) => {
	const told: unknown[] = [];
	const { headers, rawBody, url } = deliveryOf(row);
	const receiver = new WebhookReceiver({
		webhooks: webhooksOf(row),
		url: URL_TOLD,
		clock: new VirtualClock(),
		told: (call) => told.push(call),
		hinted: (number) => number === '+919876543210' && told.push(number),
		notice: () => undefined,
	});
	const send = (query: string, sent = headers) => {
		const { reply, act } = receiver.receive({ headers: sent, rawBody, query });
		act?.();
		return reply.status;
	};
	const query = new URL(url).search;
	expect([send(query), send(query), told.length]).toEqual([200, 200, 1]);
	const forged = row.place === 'url' ? send('?secret=x') : send(query, { ...headers, [row.place]: 'x' });
	expect([forged, told.length]).toEqual([401, 1]);
});

test.each(ROWS)('$vendor: the secret is not to be shown, and webhooks cannot be had without it', (row) => {
	expect(providerOf(row).secrets).toContain(SECRET);
	const entry = entryOf(row.vendor);
	const { [row.variable]: _, ...values } = dryRunValues(entry);
	const given = { values, agent: entry.agent?.dryRun, webhookUrl: URL_TOLD };
	expect(entry.create(given).webhooks).toBeUndefined();
});

test.each(ROWS)('$vendor: whatever a body holds, it is read', (row) => {
	const webhooks = webhooksOf(row);
	const delivery = deliveryOf(row);
	for (const body of [
		'',
		'{',
		'null',
		'[]',
		'{"CallSid":{}}',
		'{"message":{"type":"end-of-call-report","call":7}}',
		'{"event_type":"call_ended","payload":{"call":{"id":[],"status":"completed"}}}',
		'{"event":"call_completed","data":[]}',
		'CallSid=',
		'%',
		'\u0000',
		delivery.rawBody.toString().slice(0, 40),
	]) {
		const read = webhooks.read({ ...delivery, rawBody: Buffer.from(body) });
		expect((read ?? []).every(({ end }) => end === undefined)).toBe(true);
	}
});
