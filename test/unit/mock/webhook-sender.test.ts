import { expect, onTestFinished, test, vi } from 'vitest';
import type { Call } from '../../../src/mock/call.js';
import { WebhookSender } from '../../../src/mock/webhook-sender.js';
import { wireOf } from '../../../src/mock/wires.js';

const AT = Date.UTC(2026, 0, 5, 9);
const BUSY: Call = {
	to: '+12025550123',
	from: '+12025550100',
	agent: 'agent_1',
	metadata: {},
	variables: undefined,
	serial: 0,
	id: `call_${'0'.repeat(26)}1`,
	acceptedAt: AT,
	dialedAt: AT,
	connectedAt: undefined,
	endedAt: AT + 1_000,
	freedAt: AT + 1_000,
	reason: 'dial_busy',
	ending: 'not_connected',
};

/** How often an address that takes the webhooks of a call, or none of them, is told. */
async function tellings(provider: string, isTaken: boolean): Promise<number> {
	const fetched = vi.fn(async () => new Response(null, { status: isTaken ? 200 : 500 }));
	vi.stubGlobal('fetch', fetched);
	onTestFinished(() => void vi.unstubAllGlobals());
	const due: (() => void)[] = [];
	const sender = new WebhookSender({
		wire: wireOf(provider),
		url: 'https://dialer.example',
		secret: 's',
		later: (_, run) => due.push(run),
		now: () => AT + 1_000,
	});
	sender.follow(BUSY, 'key');
	while (due.length > 0) {
		for (const run of due.splice(0)) run();
		await new Promise((resolve) => setImmediate(resolve));
	}
	return fetched.mock.calls.length;
}

test.each([
	['retell', 2],
	['vapi', 2],
	['dialnexa', 2],
	['boltcall', 1],
])('%s: what is taken is told once: %i times in all', async (provider, times) => {
	expect(await tellings(provider, true)).toBe(times);
});

test.each([
	['vapi', 2],
	['boltcall', 1],
	['dialnexa', 8],
])('%s: what nobody takes is sent %i times in all', async (provider, times) => {
	expect(await tellings(provider, false)).toBe(times);
});
