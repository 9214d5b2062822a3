import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CallEnd } from '../../../src/providers/provider.js';
import { readRetellEnd } from '../../../src/providers/retell/end.js';

const LIMIT = ['concurrency_limit_reached', 'no_concurrency_fallback'];
const ACCOUNT = ['no_valid_payment', 'scam_detected'];
const CONFIG = ['telephony_provider_permission_denied'];

/** Every reason that the installed SDK's types know, over all kinds of calls. */
function reasonsOfSdk(): string[] {
	const folder = dirname(createRequire(import.meta.url).resolve('retell-sdk'));
	const types = readFileSync(join(folder, 'resources', 'call.d.ts'), 'utf8');
	const unions = [...types.matchAll(/disconnection_reason\?: ((?:'\w+'(?: \| )?)+)/g)].map(([, union = '']) => union);
	return [...new Set(unions.flatMap((union) => union.match(/\w+/g) ?? []))];
}

/** The end of a call as Retell tells it. */
function endFor(reason: string, call: object = {}): CallEnd | undefined {
	return readRetellEnd({ call_id: 'call_1', call_status: 'ended', disconnection_reason: reason, ...call });
}

describe('the reasons of the SDK', () => {
	const reasons = reasonsOfSdk();

	test('are found in its types', () => {
		expect(reasons.length).toBeGreaterThanOrEqual(34);
		expect(reasons).toEqual(expect.arrayContaining(['user_hangup', 'call_take_over', ...LIMIT, ...ACCOUNT, ...CONFIG]));
	});

	test.each(reasons)('%s has an outcome', (reason) => {
		expect(endFor(reason)).toMatchObject({ reason });
		expect(endFor(reason)?.outcome).not.toBe('unknown');
	});

	test.each(reasons)('%s asks for another try exactly if a limit is behind it', (reason) => {
		expect(endFor(reason)?.refusal).toEqual(LIMIT.includes(reason) ? { kind: 'slots', message: reason } : undefined);
	});

	test.each(reasons)('%s stops the run exactly if the account is behind it', (reason) => {
		const { account } = endFor(reason) ?? {};
		if (!ACCOUNT.includes(reason)) expect(account).toBeUndefined();
		else expect(account).toEqual({ message: expect.stringContaining(reason), rang: reason === 'scam_detected' });
	});

	test.each(reasons)('%s leaves it open who is to blame exactly if the caller number may be', (reason) => {
		const { config } = endFor(reason) ?? {};
		expect(config).toEqual(CONFIG.includes(reason) ? expect.stringContaining('caller number') : undefined);
	});

	/** Vendor's debugging page: with these the call was not connected. */
	const unconnected = reasons.filter((reason) =>
		/^(dial_|invalid_|telephony_|sip_|marked_as_|user_declined)/.test(reason),
	);
	test.each(unconnected)('%s does not count as reached', (reason) => {
		expect(['answered', 'voicemail']).not.toContain(endFor(reason)?.outcome);
	});
});

test.each([
	['user_hangup', 'answered'],
	['agent_hangup', 'answered'],
	['inactivity', 'answered'],
	['voicemail_reached', 'voicemail'],
	['dial_no_answer', 'no_answer'],
	['dial_busy', 'busy'],
	['dial_failed', 'unreachable'],
	['marked_as_spam', 'unreachable'],
	['user_declined', 'declined'],
	['invalid_destination', 'invalid_number'],
	['manual_stopped', 'canceled'],
	['error_asr', 'error'],
])('%s means %s', (reason, outcome) => {
	expect(endFor(reason)?.outcome).toBe(outcome);
});

test.each(['registered', 'ongoing', 'something_new', undefined, 7])(
	'a call of status %s is not over',
	(call_status) => {
		expect(endFor('user_hangup', { call_status })).toBeUndefined();
	},
);

test.each([
	['ended', 'unknown'],
	['not_connected', 'unknown'],
	['error', 'error'],
])('a reason that is not known yet, status %s, means %s', (call_status, outcome) => {
	expect(endFor('aliens', { call_status })).toEqual({ reason: 'aliens', outcome });
	expect(endFor('aliens', { call_status, disconnection_reason: undefined })).toEqual({ reason: call_status, outcome });
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
	'"%s" is a reason like any unknown one',
	(reason) => {
		expect(endFor(reason)).toEqual({ reason, outcome: 'unknown' });
	},
);

test('a mailbox that was only found out afterwards is a voicemail', () => {
	const call_analysis = { in_voicemail: true };
	expect(endFor('agent_hangup', { call_analysis })?.outcome).toBe('voicemail');
	expect(endFor('dial_busy', { call_analysis })?.outcome).toBe('busy');
	expect(endFor('agent_hangup', { call_analysis: { in_voicemail: false } })?.outcome).toBe('answered');
	expect(endFor('agent_hangup', { call_analysis: null })?.outcome).toBe('answered');
});

test('times are epoch ms, and the cost comes in dollars', () => {
	const call = {
		start_timestamp: 1_767_603_600_000,
		end_timestamp: 1_767_603_661_500,
		duration_ms: 61_500,
		call_cost: { combined_cost: 12.5, total_duration_seconds: 62 },
	};
	expect(endFor('user_hangup', call)).toEqual({
		reason: 'user_hangup',
		outcome: 'answered',
		startedAt: 1_767_603_600_000,
		endedAt: 1_767_603_661_500,
		durationMs: 61_500,
		cost: 0.125,
	});
});

test('figures that are no figures are left out', () => {
	const call = { start_timestamp: '1767603600000', end_timestamp: null, duration_ms: {}, call_cost: 12 };
	expect(endFor('user_hangup', call)).toEqual({ reason: 'user_hangup', outcome: 'answered' });
	const endless = { duration_ms: Number.POSITIVE_INFINITY, call_cost: { combined_cost: Number.NEGATIVE_INFINITY } };
	expect(endFor('user_hangup', endless)).toEqual({ reason: 'user_hangup', outcome: 'answered' });
});
