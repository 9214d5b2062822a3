import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { sign } from 'retell-sdk';
import { expect, onTestFinished, test } from 'vitest';
import type { MockServer } from '../../src/mock/server.js';
import { mockProvider, readResults } from '../helpers/campaign.js';
import { type Running, runProgram, startProgram } from '../helpers/program.js';
import { type WebhookWay, webhookWay } from '../helpers/webhook-way.js';
import { campaignFiles, ENV, everythingWritten, type Files, runArguments, until } from './campaign-files.js';

/** Calls that come to an end one after the other, for some seconds. */
const CALLS = { ring: { min: '50ms', max: '50ms' }, talk: { min: '300ms', max: '600ms' } };
const LIMITS = { slots: 8 };
/** Somebody picks up and talks for so long. */
const talksOf = (length: string) => ({
	ring: { min: '50ms', max: '50ms' },
	talk: { min: length, max: length },
	outcomes: { user_hangup: 1 },
});

interface Scene {
	readonly mock: MockServer;
	readonly way: WebhookWay;
	readonly files: Files;
	readonly run: Running;
}

/** A run that takes webhooks which come by a way of the test's. */
async function start(rows: number, scenario: object, ...flags: string[]): Promise<Scene> {
	const way = await webhookWay();
	const mock = await mockProvider(scenario);
	const files = campaignFiles(rows);
	const listen = ['--webhook-listen', '0', '--webhook-url', way.url];
	const run = startProgram(runArguments(mock.url, files, ...listen, ...flags), { env: ENV });
	await until(() => /Webhooks are taken at \S+\.\n/.test(run.stderr()), run);
	way.to = /Webhooks are taken at (\S+)\.\n/.exec(run.stderr())?.[1] ?? '';
	return { mock, way, files, run };
}

async function expectWhole({ mock, files, run }: Scene, rows: number): Promise<void> {
	const { code, stderr } = await run.ended;
	expect(stderr).not.toContain('Error');
	expect(code).toBe(0);
	const { calls, duplicates } = mock.truth();
	expect([calls, duplicates]).toEqual([rows, []]);
	expect(new Set(readResults(files.results).map((row) => row.call_status))).toEqual(new Set(['completed']));
}

test('ends that are told are taken without being asked for, and stand in the results as if they had been', async () => {
	// No list shows a call for ten minutes: what is known of ends was told.
	const scene = await start(40, { calls: CALLS, limits: LIMITS, listLag: '10m' }, '--settle', '10m');
	await expectWhole(scene, 40);
	expect(scene.mock.truth().reads.get).toBe(0);
	const answered = readResults(scene.files.results).filter((row) => row.call_outcome === 'answered');
	expect(answered.length).toBeGreaterThan(0);
	for (const row of answered) expect([row.call_cost, row.call_duration_s]).not.toContain('');
});

test('when webhooks stop in the middle, the calls are asked for again', async () => {
	const scene = await start(30, { calls: CALLS, limits: LIMITS });
	scene.way.onPassing = (passing, index) => (index < 25 ? [passing] : []);
	await expectWhole(scene, 30);
	expect(scene.mock.truth().reads.list).toBeGreaterThan(0);
});

test('webhooks that come twice, late and out of order change nothing', async () => {
	const held: { headers: Record<string, string>; body: string }[] = [];
	const scene = await start(20, { calls: CALLS, limits: LIMITS });
	scene.way.onPassing = (passing, index) => {
		if (index % 3 === 0) held.push(passing);
		return index % 3 === 0 ? [] : [passing, ...held.splice(0, 1), passing];
	};
	await expectWhole(scene, 20);
});

test('forged events end no call', async () => {
	const scene = await start(2, { calls: talksOf('3s') });
	const { mock, way, files, run } = scene;
	await until(() => way.passed.length >= 1, run);
	const [started] = way.passed;
	const { call } = JSON.parse(started?.body ?? '');
	const body = JSON.stringify({
		event: 'call_ended',
		call: { ...call, call_status: 'ended', disconnection_reason: 'forged' },
	});
	const old = new Date(Date.now() - 6 * 60_000).getTime();
	const { symmetric } = await import('retell-sdk/lib/webhook_auth');
	const forged: Record<string, string>[] = [
		{},
		{ 'x-retell-signature': '' },
		{ 'x-retell-signature': `v=${Date.now()},d=${'0'.repeat(64)}` },
		{ 'x-retell-signature': await sign(body, 'another key of 32 characters abc') },
		{ 'x-retell-signature': await symmetric.sign(body, ENV.RETELL_API_KEY, old) },
		started?.headers ?? {},
	];
	for (const headers of forged) expect(await way.send({ headers, body })).toBe(401);
	expect(await way.send({ headers: {}, body: 'x'.repeat(1_048_577) })).toBe(413);
	expect((await fetch(way.to)).status).toBe(405);
	await expectWhole(scene, 2);
	expect(readFileSync(files.results, 'utf8')).not.toContain('forged');
	expect(everythingWritten(files) + run.stderr()).not.toContain(ENV.RETELL_API_KEY);
	expect(run.stderr().match(/A webhook was refused/g)).toHaveLength(2);
	expect(mock.truth().calls).toBe(2);
});

test('what is signed with the key is believed: a run that is told an end does not wait for it', async () => {
	const { mock, way, files, run } = await start(1, { calls: talksOf('10m') });
	await until(() => way.passed.length >= 1, run);
	const { call } = JSON.parse(way.passed[0]?.body ?? '');
	const ended = {
		...call,
		call_status: 'ended',
		disconnection_reason: 'user_hangup',
		call_cost: { combined_cost: 12 },
	};
	const body = JSON.stringify({ event: 'call_ended', call: ended });
	expect(await way.send({ headers: { 'x-retell-signature': await sign(body, ENV.RETELL_API_KEY) }, body })).toBe(200);
	expect((await run.ended).code).toBe(0);
	expect(readResults(files.results)[0]).toMatchObject({
		call_status: 'completed',
		call_outcome: 'answered',
		call_cost: '0.12',
	});
	expect(mock.truth().live).toBe(1);
});

test('a port in use is told in one sentence, and nothing is dialed', async () => {
	const other = createServer();
	await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void other.close());
	const { port } = other.address() as AddressInfo;
	const mock = await mockProvider({ calls: CALLS });
	const flags = ['--webhook-listen', String(port)];
	const { code, stderr } = await runProgram(runArguments(mock.url, campaignFiles(2), ...flags), { env: ENV });
	expect(code).toBe(2);
	expect(stderr).toContain(`--webhook-listen: cannot listen on 127.0.0.1, port ${port}: the port is in use.`);
	expect(mock.truth().creates).toBe(0);
});

test('an address that leads to nothing is a mistake, and nothing is dialed', async () => {
	const mock = await mockProvider({ calls: CALLS });
	const flags = ['--webhook-url', 'https://example.com/hooks'];
	const { code, stderr } = await runProgram(runArguments(mock.url, campaignFiles(2), ...flags), { env: ENV });
	expect([code, mock.truth().creates]).toEqual([2, 0]);
	expect(stderr).toContain('nothing here listens');
});
