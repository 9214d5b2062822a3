/** Subscriptions to sessions, judged by the vendor's own client: our requests are its, and the mock serves it. */
import RingCentral from '@rc-ex/core';
import type ExtensionTelephonySessionsEvent from '@rc-ex/core/definitions/ExtensionTelephonySessionsEvent';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadScenario } from '../../src/mock/scenario.js';
import { startMock } from '../../src/mock/server.js';
import { createHttpClient, type HttpRequest } from '../../src/providers/http.js';
import { ringCentralProvider } from '../../src/providers/ringcentral/adapter.js';
import { systemClock, VirtualClock } from '../../src/runtime/clock.js';
import { listenForWebhooks } from '../../src/tracking/webhook-listener.js';
import { startRecorder } from '../helpers/recorder.js';
import { webhookWay } from '../helpers/webhook-way.js';
import { response } from '../unit/providers/response.js';

const ACCOUNT = { clientId: 'client-1', clientSecret: 'secret/+1', jwt: 'jwt-header.jwt-body.jwt-sign' };
const TOKEN = 'token-of-webhooks-1';
const TO = '+12025550123';
const SESSIONS = '/restapi/v1.0/account/~/extension/~/telephony/sessions';

const sdkAt = (server: string) => new RingCentral({ server, ...ACCOUNT });

function subscriptionAt(address: string) {
	const { webhooks, token } = ringCentralProvider({ ...ACCOUNT, webhookToken: TOKEN, webhookUrl: address });
	if (webhooks?.subscription === undefined || token === undefined) throw new Error('it has both');
	return { ...webhooks.subscription, handshake: webhooks.handshake, authorize: token.authorize };
}

function wanted(address: string, eventFilters = [SESSIONS]) {
	const deliveryMode = { transportType: 'WebHook' as const, address, verificationToken: TOKEN };
	return { eventFilters, expiresIn: 86_400, deliveryMode };
}

test('what opens and ends one is what the SDK sends', async () => {
	const recorder = await startRecorder(() => ({ status: 200, body: '{}' }));
	const http = createHttpClient({ baseUrl: recorder.url, connections: 1, clock: systemClock });
	onTestFinished(async () => {
		await http.close();
		await recorder.close();
	});
	const sdk = sdkAt(recorder.url);
	sdk.token = { access_token: 'token-1' };
	const { open, read, authorize } = subscriptionAt('https://dialer.example/hooks');
	const send = (request: HttpRequest) => http.send(authorize(request, 'token-1'), 30_000);

	await sdk.restapi().subscription().post(wanted('https://dialer.example/hooks'));
	await send(open());
	await sdk.restapi().subscription('sub-1').delete();
	const opened = read(response(200, { id: 'sub-1' }));
	if ('close' in opened) await send(opened.close);

	const shown = recorder.recorded.map(({ method, path, headers, body }) => {
		const { authorization, 'content-type': type } = headers;
		// Nothing is said in the body of what ends one, and the SDK says so in JSON.
		return method === 'DELETE'
			? { method, path, authorization }
			: { method, path, authorization, type, body: JSON.parse(body) };
	});
	expect(shown).toHaveLength(4);
	expect([shown[1], shown[3]]).toEqual([shown[0], shown[2]]);
	expect(shown[2]).toMatchObject({ method: 'DELETE', path: '/restapi/v1.0/subscription/sub-1' });
});

test('the mock tells of sessions once the address has answered, until that is ended', async () => {
	const clock = new VirtualClock();
	const calls = {
		ring: { min: 2_000, max: 2_000 },
		talk: { min: 3_000, max: 3_000, shape: 'uniform' as const },
		outcomes: { user_hangup: 1 },
	};
	const scenario = { ...loadScenario('ringcentral'), calls, key: ACCOUNT.jwt };
	const mock = await startMock({ scenario, clock, provider: 'ringcentral' });
	const way = await webhookWay();
	const listener = await listenForWebhooks({ host: '127.0.0.1', port: 0 });
	onTestFinished(async () => {
		await mock.close();
		await listener.close();
	});
	way.to = listener.address;
	const sdk = sdkAt(mock.url);
	await sdk.authorize({ jwt: ACCOUNT.jwt });
	const place = () =>
		sdk
			.restapi()
			.account()
			.extension()
			.ringOut()
			.post({ from: { phoneNumber: '+12025550100' }, to: { phoneNumber: TO }, playPrompt: false });
	const subscribe = (filter = SESSIONS) =>
		sdk
			.restapi()
			.subscription()
			.post(wanted(way.url, [filter]));
	const { handshake } = subscriptionAt(way.url);

	// Nothing listens there yet.
	await expect(subscribe()).rejects.toMatchObject({ response: { data: { errorCode: 'SUB-525' } } });
	listener.serve(({ headers, rawBody }) => ({
		reply: handshake?.({ headers, rawBody, url: way.url, now: 0 }) ?? { status: 200, headers: {}, body: '' },
	}));
	await expect(subscribe(`${SESSIONS}/of/nobody`)).rejects.toMatchObject({ response: { status: 400 } });
	const { id = '', status } = await subscribe();
	expect(status).toBe('Active');

	way.passed.splice(0);
	await place();
	for (const [events, ms] of [0, 2_000, 3_000].entries()) {
		await clock.advance(ms);
		await vi.waitFor(() => expect(way.passed).toHaveLength(events + 1));
	}
	const told = way.passed.map(({ body }) => JSON.parse(body) as ExtensionTelephonySessionsEvent);
	expect(told.map(({ body }) => body?.parties?.[0]?.status?.code)).toEqual(['Setup', 'Answered', 'Disconnected']);
	expect(told[2]).toMatchObject({ subscriptionId: id, body: { parties: [{ to: { phoneNumber: TO } }] } });
	expect(way.passed[2]?.headers['verification-token']).toBe(TOKEN);

	await sdk.restapi().subscription(id).delete();
	await place();
	await clock.advance(6_000);
	expect(way.passed).toHaveLength(3);
});
