import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import type { AttemptSpec, Provider } from '../../src/providers/provider.js';
import { response } from '../unit/providers/response.js';

const SPEC: AttemptSpec = {
	attempt: 'c0ffee.1',
	campaign: 'c0ffee',
	contact: 'id:7',
	to: '+12025550123',
	from: '+12025550100',
	variables: { first_name: 'Ann' },
};

function provider(name: string): Provider {
	const entry = CATALOGUE[name];
	if (entry === undefined) throw new Error(`no provider ${name}`);
	const values = Object.fromEntries(entry.variables.map((one) => [one.name, one.dryRun]));
	return entry.create({ values, agent: entry.agent?.dryRun });
}

/** What is asked for of each provider by those who will use it, with the number of its row in the list of requirements. */
test('27 Retell: the documented address, metadata with every call, a 429 with Retry-After in seconds', () => {
	const retell = provider('retell');
	const create = retell.createCall(SPEC);
	expect(create.path).toBe('/v2/create-phone-call');
	expect(JSON.parse(create.body ?? '')).toMatchObject({
		metadata: { campaign_id: 'c0ffee', contact_id: 'id:7', attempt_id: 'c0ffee.1' },
	});
	const message = 'Account rate limited, please throttle your requests.';
	const refused = response(429, { status: 'error', message }, { 'retry-after': '12' });
	expect(retell.readCreate(refused)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 12_000 } });
});

test('28 Vapi: a call is created, and its answer tells how many more may be live', () => {
	const vapi = provider('vapi');
	expect(vapi.createCall(SPEC)).toMatchObject({ method: 'POST', path: '/call' });
	const subscriptionLimits = { concurrencyBlocked: false, concurrencyLimit: 10, remainingConcurrentCalls: 4 };
	const created = response(201, { id: 'call-1', status: 'queued', subscriptionLimits });
	expect(vapi.readCreate(created)).toEqual({ kind: 'accepted', call: 'call-1' });
	expect(vapi.rateLimits(created).slots).toMatchObject({ limit: 10, remaining: 4 });
});

test('29 Twilio: 20429 is a refusal, one call per second is the pace', () => {
	const twilio = provider('twilio');
	const refused = response(429, { code: 20429, message: 'Too Many Requests', status: 429 });
	expect(twilio.readCreate(refused)).toMatchObject({ kind: 'refused' });
	expect(twilio.defaults.pacePerSecond).toBe(1);
});
