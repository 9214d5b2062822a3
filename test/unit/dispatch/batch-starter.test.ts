import { expect, test } from 'vitest';
import { BatchStarter } from '../../../src/dispatch/batch-starter.js';
import type { StartSteps } from '../../../src/dispatch/starter.js';
import { BatchGovernor } from '../../../src/governor/batch.js';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import type { HttpRequest, HttpResult } from '../../../src/providers/http.js';
import type { AttemptSpec } from '../../../src/providers/provider.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { response } from '../providers/response.js';

const OK: HttpResult = { ok: true, response: response(201, { id: 'batch_1' }) };

function starterOf({ result = OK, held }: { result?: HttpResult; held?: string } = {}) {
	const provider = dialNexaProvider({ apiKey: 'key_1:secret_1', agent: 'agent_1' });
	if (provider.batches === undefined) throw new Error('expected batches');
	const sent: string[] = [];
	const http = {
		send: async ({ body = '' }: HttpRequest) => {
			sent.push((body.match(/(?<=,)c0ffee\.\d+$/gm) ?? []).join(' '));
			return result;
		},
		close: async () => undefined,
	};
	const context = {
		provider,
		http,
		governor: new BatchGovernor({ size: 10, random: () => 0 }),
		clock: new VirtualClock(),
		timeoutMs: 1_000,
		holdBack: () => held,
		startAnswered: () => undefined,
	};
	return { starter: new BatchStarter(context, provider.batches), sent, batches: provider.batches };
}

function attempt(n: number, more: Partial<AttemptSpec> = {}): AttemptSpec {
	const spec = {
		attempt: `c0ffee.${n}`,
		campaign: 'c0ffee',
		contact: '1',
		to: `+1202555010${n}`,
		from: '',
		variables: {},
	};
	return { ...spec, ...more };
}

const WRITTEN: StartSteps = { write: async () => undefined, leaving: () => undefined };
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('nothing leaves before no more is started and every intent is written, each with the name of the upload', async () => {
	const { starter, sent } = starterOf();
	const names: (string | undefined)[] = [];
	let safe: () => void = () => undefined;
	const first = starter.start(attempt(1), {
		write: async (name) => void names.push(name),
		leaving: () => names.push('leaves'),
	});
	await turn();
	expect(sent).toEqual([]);
	const second = starter.start(attempt(2), {
		write: (name) => {
			names.push(name);
			return new Promise((resolve) => {
				safe = resolve;
			});
		},
		leaving: () => names.push('leaves'),
	});
	starter.pause();
	await turn();
	expect(sent).toEqual([]);
	safe();
	expect(await first).toMatchObject({ reply: { kind: 'accepted', call: 'batch_1/+12025550101' }, batch: 'c0ffee.1' });
	expect(await second).toMatchObject({ reply: { kind: 'accepted', call: 'batch_1/+12025550102' }, batch: 'c0ffee.1' });
	expect(sent).toEqual(['c0ffee.1 c0ffee.2']);
	expect(names).toEqual(['c0ffee.1', 'c0ffee.1', 'leaves', 'leaves']);
});

test.each([
	['lost', { ok: false, failure: { sent: true, why: 'reset' } }, { reply: { kind: 'in_doubt', why: 'reset' } }],
	['unsent', { ok: false, failure: { sent: false, why: 'refused' } }, { unsent: 'refused' }],
	['refused', { ok: true, response: response(429, {}) }, { reply: { kind: 'refused' } }],
] as const)('an upload that is %s is so for all of it', async (_, result, expected) => {
	const { starter } = starterOf({ result });
	const all = [starter.start(attempt(1), WRITTEN), starter.start(attempt(2), WRITTEN)];
	starter.pause();
	for (const one of await Promise.all(all)) expect(one).toMatchObject({ ...expected, batch: 'c0ffee.1' });
});

test('what may not be sent any more is held back as a whole', async () => {
	const { starter, sent } = starterOf({ held: 'stopped' });
	const all = [starter.start(attempt(1), WRITTEN), starter.start(attempt(2), WRITTEN)];
	starter.pause();
	for (const one of await Promise.all(all)) expect(one).toMatchObject({ held: 'stopped' });
	expect(sent).toEqual([]);
});

test('an intent that cannot be written goes with no upload, and holds nobody up', async () => {
	const { starter, sent } = starterOf();
	const broken = starter.start(attempt(1), { ...WRITTEN, write: () => Promise.reject(new Error('disk')) });
	const other = starter.start(attempt(2), WRITTEN);
	starter.pause();
	await expect(broken).rejects.toThrow('disk');
	expect(await other).toHaveProperty('reply');
	expect(sent).toEqual(['c0ffee.2']);
});

test('a batch of which no intent was written is not sent', async () => {
	const { starter, sent } = starterOf();
	const broken = starter.start(attempt(1), { ...WRITTEN, write: () => Promise.reject(new Error('disk')) });
	starter.pause();
	await expect(broken).rejects.toThrow('disk');
	await turn();
	expect(sent).toEqual([]);
});

test('a number that is there already, and more than an upload may have, go with the next', async () => {
	const { starter, sent, batches } = starterOf();
	const wide = { note: 'x'.repeat(batches.mostBytes - 300) };
	const all = [
		starter.start(attempt(1), WRITTEN),
		starter.start(attempt(2, { to: '+12025550101' }), WRITTEN),
		starter.start(attempt(3, { variables: wide }), WRITTEN),
		starter.start(attempt(4, { variables: { note: 'y'.repeat(200) } }), WRITTEN),
	];
	starter.pause();
	const names = (await Promise.all(all)).map(({ batch }) => batch);
	expect(names).toEqual(['c0ffee.1', 'c0ffee.2', 'c0ffee.3', 'c0ffee.4']);
	expect(sent).toHaveLength(4);
});
