import { expect, test } from 'vitest';
import { MockProvider } from '../../src/mock/provider.js';
import { parseScenario } from '../../src/mock/scenario.js';
import { retellWire } from '../../src/mock/wire/retell.js';
import type { HttpRequest, HttpResult } from '../../src/providers/http.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { VirtualHttp } from './virtual-http.js';

const START = Date.UTC(2026, 0, 5, 9);
const HEADERS = { authorization: 'Bearer key' };
const READ: HttpRequest = { method: 'GET', path: '/get-concurrency', headers: HEADERS };
const CREATE: HttpRequest = {
	method: 'POST',
	path: '/v2/create-phone-call',
	headers: HEADERS,
	body: JSON.stringify({ to_number: '+14152000001', from_number: '+14150000000' }),
};

/** A client one second of network away from the provider, there and back. */
function network(content: object) {
	const scenario = parseScenario(content, 'test');
	const clock = new VirtualClock(START);
	const mock = new MockProvider(scenario, retellWire, 1, START);
	const watcher = { created: () => undefined };
	const latency = { min: 1_000, max: 1_000 };
	const http = new VirtualHttp({ mock, scenario, clock, latency, random: () => 0, watcher });
	return { clock, mock, http, violations: () => mock.truthSummary(clock.now()).violations };
}

test('who is told to wait violates that from the moment at which the answer is there, not before', async () => {
	const { clock, http, violations } = network({ headers: 'retry-after-seconds', limits: { slots: 0 } });
	void http.send(CREATE, 60_000);
	await clock.advance(999);
	void http.send(CREATE, 60_000);
	await clock.advance(500);
	expect(violations()).toBe(0);
	void http.send(READ, 60_000);
	expect(violations()).toBe(1);
});

test('who waits as long as told violates nothing', async () => {
	const { clock, http, violations } = network({ headers: 'retry-after-seconds', limits: { slots: 0 } });
	void http.send(CREATE, 60_000);
	await clock.advance(1_500);
	void http.send(READ, 60_000);
	expect(violations()).toBe(0);
});

test("the provider's wrong clock is seen in the Date", async () => {
	const { clock, http } = network({ skew: '90s' });
	const sent = http.send(READ, 60_000);
	await clock.advance(1_000);
	expect(await sent).toMatchObject({
		ok: true,
		response: { headers: { date: 'Mon, 05 Jan 2026 09:01:30 GMT' }, receivedAt: START + 1_000 },
	});
});

test('what a process sent before it died arrives, and nobody hears of it; afterwards it sends nothing', async () => {
	const { clock, mock, http } = network({});
	const heard: HttpResult[] = [];
	const listen = () => void http.send(CREATE, 60_000).then((result) => heard.push(result));
	listen();
	await clock.advance(100);
	http.die();
	listen();
	await clock.advance(60_000);
	expect(heard).toEqual([]);
	expect(mock.truthSummary(clock.now()).creates).toBe(1);
});
