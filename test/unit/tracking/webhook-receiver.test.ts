import { symmetric } from 'retell-sdk/lib/webhook_auth';
import { expect, test } from 'vitest';
import { retellProvider } from '../../../src/providers/retell/adapter.js';
import type { ToldCall, Webhooks } from '../../../src/providers/webhook.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { WebhookReceiver } from '../../../src/tracking/webhook-receiver.js';

const KEY = 'key_0123456789abcdef';

function setUp(webhooks: Partial<Webhooks> = {}, url: string | undefined = 'https://dialer.example/hooks') {
	const clock = new VirtualClock();
	const told: ToldCall[] = [];
	const notices: string[] = [];
	const real = retellProvider({ apiKey: KEY }).webhooks;
	if (real === undefined) throw new Error('Retell has webhooks');
	const receiver = new WebhookReceiver({
		webhooks: { ...real, ...webhooks },
		url,
		clock,
		told: (call) => told.push(call),
		notice: (text) => notices.push(text),
	});
	/** Delivers it, and acts as a listener does. @returns the status. */
	const deliver = (body: string, signature: string, query = '') => {
		const { reply, act } = receiver.receive({
			headers: { 'x-retell-signature': signature },
			rawBody: Buffer.from(body),
			query,
		});
		const before = told.length;
		act?.();
		return [reply.status, told.length - before];
	};
	return { clock, told, notices, receiver, deliver, sign: (body: string) => symmetric.sign(body, KEY, clock.now()) };
}

const event = (name: string, call: object) => JSON.stringify({ event: name, call });
const ENDED = event('call_ended', { call_id: 'c1', call_status: 'ended', disconnection_reason: 'dial_busy' });

test('a good webhook is answered before anything is done, and told on', async () => {
	const { told, receiver, sign } = setUp();
	const headers = { 'x-retell-signature': await sign(ENDED) };
	const { reply, act } = receiver.receive({ headers, rawBody: Buffer.from(ENDED), query: '' });
	expect([reply.status, told]).toEqual([200, []]);
	act?.();
	expect(told).toMatchObject([{ call: 'c1', end: { outcome: 'busy' } }]);
});

test('a repeat is answered the same and told no more, also when it was signed anew', async () => {
	const { clock, deliver, sign } = setUp();
	const signature = await sign(ENDED);
	expect([deliver(ENDED, signature), deliver(ENDED, signature)]).toEqual([
		[200, 1],
		[200, 0],
	]);
	await clock.advance(60_000);
	expect(deliver(ENDED, await sign(ENDED))).toEqual([200, 0]);
});

test('what is old or not the provider’s is refused; of each kind people hear once, and nothing of what it held', async () => {
	const { clock, deliver, sign, notices } = setUp();
	const old = await sign(ENDED);
	await clock.advance(5 * 60_000 + 1);
	for (let times = 0; times < 3; times += 1) {
		expect(deliver(ENDED, old)).toEqual([401, 0]);
		expect(deliver(ENDED, 'v=1,d=2')).toEqual([401, 0]);
	}
	expect(notices.map((text) => /signature is not|more than five minutes/.exec(text)?.[0])).toEqual([
		'more than five minutes',
		'signature is not',
	]);
	expect(notices.join()).not.toContain('c1');
	expect(notices.join()).not.toContain('’');
	expect(deliver(ENDED, await sign(ENDED))).toEqual([200, 1]);
});

test.each([
	event('transcript_updated', { call_id: 'c1', call_status: 'ended' }),
	event('call_ended', {}),
	event('call_ended', { call_id: '../..', call_status: 'ended', extra: '\u0000' }).replace('../..', '..'),
	'null',
	'{',
	'',
])('%j is taken and tells nothing', async (body) => {
	const { deliver, sign } = setUp();
	expect(deliver(body, await sign(body))).toEqual([200, 0]);
});

test('an answered call without its bill is worth a question', async () => {
	const call = { call_id: 'c1', call_status: 'ended', disconnection_reason: 'user_hangup', start_timestamp: 1 };
	const { deliver, sign, told } = setUp();
	const [bare, billed] = [
		event('call_ended', call),
		event('call_analyzed', { ...call, call_cost: { combined_cost: 5 } }),
	];
	deliver(bare, await sign(bare));
	deliver(billed, await sign(billed));
	expect(told.map(({ askForMore }) => askForMore)).toEqual([true, undefined]);
});

test('a provider that tries out the address gets what it asks for, before anything is verified', () => {
	const handshake: Webhooks['handshake'] = ({ headers }) =>
		headers['x-retell-signature'] === undefined
			? undefined
			: { status: 200, headers: { 'validation-token': headers['x-retell-signature'] }, body: '' };
	const { receiver, notices } = setUp({ handshake });
	const { reply, act } = receiver.receive({ headers: { 'x-retell-signature': 't' }, rawBody: Buffer.of(), query: '' });
	expect([reply.headers, act, notices]).toEqual([{ 'validation-token': 't' }, undefined, []]);
});

test('signatures are computed over the address that was told, with the query that came', () => {
	const urls: string[] = [];
	const verify: Webhooks['verify'] = ({ url }) => {
		urls.push(url);
		return 'bad';
	};
	setUp({ verify }, 'https://dialer.example/hooks?secret=old').deliver('', '', '?secret=new&a=%20');
	expect(urls).toEqual(['https://dialer.example/hooks?secret=new&a=%20']);
});
