/** The vendor's own client is the judge: it works against the mock unchanged, and our requests are the ones that it sends. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import RingCentral from '@rc-ex/core';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { loadScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { createHttpClient, type HttpRequest } from '../../src/providers/http.js';
import { ringCentralProvider } from '../../src/providers/ringcentral/adapter.js';
import { systemClock, VirtualClock } from '../../src/runtime/clock.js';

const ACCOUNT = { clientId: 'client-1', clientSecret: 'secret/+1', jwt: 'jwt-header.jwt-body.jwt-sign' };
const FROM = '+12025550100';
const TO = '+12025550123';
const ATTEMPT = { attempt: 'a', campaign: 'c', contact: 'k', from: FROM, to: TO, variables: {} };
const SINCE = Date.UTC(2026, 0, 5, 9);
const HOUR_MS = 3_600_000;
const provider = ringCentralProvider({ ...ACCOUNT, callerId: '+12025550101' });
const extensionOf = (sdk: RingCentral) => sdk.restapi().account().extension();

function sdkAt(server: string): RingCentral {
	const { clientId, clientSecret } = ACCOUNT;
	return new RingCentral({ server, clientId, clientSecret });
}

describe('requests', () => {
	interface Recorded {
		readonly method: string | undefined;
		readonly path: string;
		readonly query: Record<string, string>;
		readonly headers: IncomingHttpHeaders;
		readonly body: unknown;
	}
	let recorded: Recorded[];
	let baseUrl: string;
	let sdk: RingCentral;

	beforeEach(async () => {
		recorded = [];
		const server = createServer((request, response) => {
			let text = '';
			request.setEncoding('utf8').on('data', (part) => {
				text += part;
			});
			request.on('end', () => {
				const { pathname, searchParams } = new URL(request.url ?? '', 'http://mock');
				const { authorization, 'content-type': type } = request.headers;
				const isJson = type?.startsWith('application/json');
				recorded.push({
					method: request.method,
					// The SDK writes ids as they are, which means the same.
					path: decodeURIComponent(pathname),
					query: Object.fromEntries(searchParams),
					// The SDK's accept and x-user-agent are its own business.
					headers: { authorization, 'content-type': text === '' ? undefined : type },
					body: isJson && text !== '' ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text)),
				});
				response
					.writeHead(200, { 'content-type': 'application/json' })
					.end('{"access_token":"token-1","expires_in":3600}');
			});
		});
		await new Promise<void>((resolve) => {
			server.listen(0, '127.0.0.1', resolve);
		});
		onTestFinished(() => {
			server.closeAllConnections();
			server.close();
		});
		baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		sdk = sdkAt(baseUrl);
		sdk.token = { access_token: 'token-1' };
	});

	async function expectSame(viaSdk: Promise<unknown>, ours: HttpRequest): Promise<void> {
		await viaSdk;
		const http = createHttpClient({ baseUrl, connections: 1, clock: systemClock });
		expect(await http.send(ours, 30_000)).toMatchObject({ ok: true });
		await http.close();
		expect(recorded).toHaveLength(2);
		expect(recorded[1]).toEqual(recorded[0]);
		expect(recorded[0]?.headers.authorization).toMatch(/^(Basic|Bearer) ./);
	}

	const authorized = (request: HttpRequest | undefined): HttpRequest => {
		if (request === undefined || provider.token === undefined) throw new Error('the adapter has no such request');
		return provider.token.authorize(request, 'token-1');
	};

	test('for a token', async () => {
		if (provider.token === undefined) throw new Error('the adapter asks for no token');
		await expectSame(sdk.authorize({ jwt: ACCOUNT.jwt }), provider.token.request());
	});

	test('for a call', async () => {
		const parameters = {
			from: { phoneNumber: FROM },
			to: { phoneNumber: TO },
			callerId: { phoneNumber: '+12025550101' },
			playPrompt: false,
		};
		await expectSame(extensionOf(sdk).ringOut().post(parameters), authorized(provider.createCall(ATTEMPT)));
	});

	test('for a status', async () => {
		const call = { call: 'Y3MxNzA5@10.0.0.1', to: TO, from: FROM, since: SINCE };
		await expectSame(extensionOf(sdk).ringOut(call.call).get(), authorized(provider.listCalls([call])));
	});

	test('for the calls in progress', async () => {
		const parameters = { direction: ['Outbound' as const], view: 'Simple' as const, perPage: 1_000 };
		const lost = { attempt: 'a', to: TO, from: FROM, intendedAt: SINCE };
		await expectSame(extensionOf(sdk).activeCalls().get(parameters), authorized(provider.findAttempt?.(lost)));
	});

	test('for how calls ended', async () => {
		const parameters = {
			direction: ['Outbound' as const],
			view: 'Simple' as const,
			dateFrom: new Date(SINCE - HOUR_MS).toISOString(),
			perPage: 1_000,
		};
		const calls = [SINCE + 5_000, SINCE].map((since) => ({ call: '1', to: TO, from: FROM, since }));
		await expectSame(extensionOf(sdk).callLog().list(parameters), authorized(provider.findEnds?.(calls)));
	});

	test('for whether the call log may be read', async () => {
		const [log] = provider.inspections?.([FROM]) ?? [];
		const parameters = { direction: ['Outbound' as const], view: 'Simple' as const, perPage: 1 };
		await expectSame(extensionOf(sdk).callLog().list(parameters), authorized(log?.request));
	});

	test('for the numbers that may be shown', async () => {
		const [, callerId] = provider.inspections?.([FROM]) ?? [];
		await expectSame(extensionOf(sdk).phoneNumber().get({ perPage: 1_000 }), authorized(callerId?.request));
	});

	test('for a session in the call log', async () => {
		const parameters = { telephonySessionId: 's-1', view: 'Simple' as const };
		await expectSame(extensionOf(sdk).callLog().list(parameters), authorized(provider.getCall('session:s-1')));
	});
});

describe('the mock', () => {
	let clock: VirtualClock;
	let mock: MockServer;
	let sdk: RingCentral;

	/** Every call rings for two seconds, is answered, and lasts three, unless it ends for another reason. */
	async function start(reason = 'user_hangup', changes: object = {}): Promise<void> {
		clock = new VirtualClock();
		const calls = {
			ring: { min: 2_000, max: 2_000 },
			talk: { min: 3_000, max: 3_000, shape: 'uniform' as const },
			outcomes: { [reason]: 1 },
		};
		const scenario = { ...loadScenario('ringcentral'), calls, key: ACCOUNT.jwt, ...changes };
		mock = await startMock({ scenario, clock, provider: 'ringcentral' });
		onTestFinished(() => mock.close());
		sdk = sdkAt(mock.url);
		await sdk.authorize({ jwt: ACCOUNT.jwt });
	}
	const place = () =>
		extensionOf(sdk)
			.ringOut()
			.post({ from: { phoneNumber: FROM }, to: { phoneNumber: TO }, playPrompt: false });
	const statusOf = async (id: string | undefined) =>
		(
			await extensionOf(sdk)
				.ringOut(id ?? '')
				.get()
		).status;
	const refusedWith = (status: number) => ({ response: { status } });

	test('tells both legs, and forgets a call that is over; the log tells how it ended', async () => {
		await start();
		const { id, status } = await place();
		const rings = { callStatus: 'InProgress', callerStatus: 'InProgress', calleeStatus: 'InProgress' };
		expect(status).toEqual(rings);
		await clock.advance(1_500);
		expect(await statusOf(id)).toEqual({ ...rings, callerStatus: 'Success' });
		await clock.advance(1_000);
		expect(await statusOf(id)).toMatchObject({ callStatus: 'Success', calleeStatus: 'Success' });
		const active = await extensionOf(sdk).activeCalls().get();
		expect(active.records).toMatchObject([{ result: 'In Progress', to: { phoneNumber: TO } }]);
		expect((await extensionOf(sdk).callLog().list()).records).toEqual([]);
		await clock.advance(3_000);
		await expect(statusOf(id)).rejects.toMatchObject(refusedWith(404));
		const log = await extensionOf(sdk)
			.callLog()
			.list({ phoneNumber: TO.slice(1) });
		expect(log.records).toMatchObject([{ result: 'Call connected', durationMs: 5_000, direction: 'Outbound' }]);
		const session = log.records?.[0]?.telephonySessionId ?? '';
		expect((await extensionOf(sdk).callLog().list({ telephonySessionId: session })).records).toHaveLength(1);
	});

	test('shows for a moment why a call did not come about', async () => {
		await start('dial_busy');
		const { id } = await place();
		await clock.advance(2_500);
		const over = { callStatus: 'CannotReach', callerStatus: 'Success', calleeStatus: 'Busy' };
		expect(await statusOf(id)).toEqual(over);
		await clock.advance(2_000);
		await expect(statusOf(id)).rejects.toMatchObject(refusedWith(404));
	});

	test('shows the numbers of the extension', async () => {
		await start('user_hangup', { numbers: [FROM] });
		const { records } = await extensionOf(sdk).phoneNumber().get({ perPage: 1_000 });
		expect(records).toMatchObject([{ phoneNumber: FROM, features: ['CallerId', 'SmsSender'] }]);
	});

	test('can be asked to cancel, refuses numbers that are none, and tokens that are none', async () => {
		await start();
		const { id } = await place();
		await extensionOf(sdk).ringOut(id).delete();
		const wrong = extensionOf(sdk)
			.ringOut()
			.post({ from: { phoneNumber: FROM }, to: { phoneNumber: '555' } });
		await expect(wrong).rejects.toMatchObject({
			response: { status: 400, data: { errorCode: 'CMN-101', errors: [{ parameterName: 'to.phoneNumber' }] } },
		});
		sdk.token = { access_token: 'of nobody' };
		await expect(place()).rejects.toMatchObject(refusedWith(401));
		await expect(sdk.authorize({ jwt: 'another' })).rejects.toMatchObject({
			response: { status: 400, data: { error: 'invalid_grant' } },
		});
	});

	test('a token ends', async () => {
		await start('user_hangup', { tokenLifetime: 10_000 });
		expect(sdk.token?.expires_in).toBe(10);
		await clock.advance(9_999);
		await place();
		await clock.advance(1);
		await expect(place()).rejects.toMatchObject(refusedWith(401));
	});

	test('counts each group by itself, and each request in the penalty begins it anew', async () => {
		await start();
		const placed = await Promise.all(Array.from({ length: 10 }, place));
		const refused = { response: { status: 429, data: { errorCode: 'CMN-301' } } };
		await expect(place()).rejects.toMatchObject({
			response: { headers: { 'x-rate-limit-group': 'heavy', 'x-rate-limit-remaining': '0', 'retry-after': '2' } },
		});
		await clock.advance(1_900);
		await expect(place()).rejects.toMatchObject(refused);
		await clock.advance(1_900);
		await expect(extensionOf(sdk).callLog().list()).rejects.toMatchObject(refused);
		expect(await statusOf(placed[0]?.id)).toMatchObject({ callStatus: 'Success' });
		await clock.advance(2_000);
		await place();
		expect(mock.truth().groups.heavy).toEqual({ asked: 14, refused: 3 });
	});
});
