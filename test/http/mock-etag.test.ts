import { expect, onTestFinished, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { startMock } from '../../src/mock/server.js';
import { createHttpClient, type HttpRequest } from '../../src/providers/http.js';
import { systemClock } from '../../src/runtime/clock.js';

const headers = { authorization: 'Bearer key_1:secret' };

async function mockOf(provider: string) {
	const mock = await startMock({ scenario: parseScenario({}, 'test'), clock: systemClock, provider });
	const client = createHttpClient({ baseUrl: mock.url, connections: 1, clock: systemClock });
	onTestFinished(async () => {
		await client.close();
		await mock.close();
	});
	async function ask(request: HttpRequest) {
		const result = await client.send(request, 10_000);
		if (!result.ok) throw new Error(result.failure.why);
		return result.response;
	}
	const get = (path: string, etag?: string) =>
		ask({ method: 'GET', path, headers: { ...headers, ...(etag === undefined ? {} : { 'if-none-match': etag }) } });
	return { mock, ask, get };
}

test('a mock of DialNexa gives the same list once', async () => {
	const { mock, ask, get } = await mockOf('dialnexa');
	const empty = await get('/v1/calls');
	expect(empty).toMatchObject({ status: 200, body: '[]', headers: { etag: expect.stringMatching(/^W\/"2-.{27}"$/) } });
	const again = await get('/v1/calls', empty.headers.etag);
	expect(again).toMatchObject({ status: 304, body: '', headers: { etag: empty.headers.etag } });
	const body = JSON.stringify({ phone_number: '+12025550123', agent_id: 'agent_1', metadata: {} });
	const created = await ask({ method: 'POST', path: '/v1/calls', headers, body });
	expect(created.status).toBe(201);
	expect(created.headers).not.toHaveProperty('etag');
	expect(await get('/v1/calls', empty.headers.etag)).toMatchObject({ status: 200 });
	expect((await get('/v1/calls/nobody')).headers).not.toHaveProperty('etag');
	expect(mock.truth()).toMatchObject({ reads: { list: 3, get: 1 }, notModified: 1 });
});

test('a mock of a vendor that knows no tags gives none', async () => {
	const { mock, get } = await mockOf('boltcall');
	const list = await get('/v1/calls', '"a"');
	expect(list.status).toBe(200);
	expect(list.headers).not.toHaveProperty('etag');
	expect(mock.truth().notModified).toBe(0);
});
