import { createHmac } from 'node:crypto';
import type { Call } from '../call.js';
import { metadataText } from '../calls.js';
import { ACCOUNT_KEY } from './sid-calls.js';
import { callBody } from './twilio-call.js';
import type { Webhook, WebhookTarget } from './wire.js';

/** Kept with a call: which moments of its course are told. */
export const EVENTS_KEY = 'status_callback_events';

/** Status and moment of each event that may be asked for. */
const MOMENTS: Readonly<Record<string, (call: Call) => number | undefined>> = {
	initiated: (call) => call.dialedAt,
	ringing: (call) => call.dialedAt,
	answered: (call) => call.connectedAt,
	completed: (call) => call.endedAt,
};

export function isCallbackEvent(name: string): boolean {
	return Object.hasOwn(MOMENTS, name);
}

/** The status callbacks of a call, in the order of its course. */
export function twilioWebhooks(call: Call): Webhook[] {
	const asked = (metadataText(call.metadata, EVENTS_KEY) ?? 'completed').split(' ');
	const events = Object.keys(MOMENTS).filter((name) => asked.includes(name));
	return events.flatMap((name, sequence) => {
		const at = MOMENTS[name]?.(call);
		return at === undefined ? [] : [{ at, write: (now, to) => write(call, { name, sequence, now }, to) }];
	});
}

function write(call: Call, event: { name: string; sequence: number; now: number }, to: WebhookTarget) {
	const at = Math.max(event.now, call.acceptedAt);
	const { sid, status, duration } = callBody(call, at) as Record<string, string>;
	const fields: Record<string, string> = {
		AccountSid: metadataText(call.metadata, ACCOUNT_KEY) ?? '',
		ApiVersion: '2010-04-01',
		CallSid: sid ?? '',
		CallStatus: event.name === 'initiated' ? 'initiated' : (status ?? ''),
		CallbackSource: 'call-progress-events',
		Called: call.to,
		Caller: call.from,
		Direction: 'outbound-api',
		From: call.from,
		SequenceNumber: String(event.sequence),
		Timestamp: new Date(at).toUTCString().replace('GMT', '+0000'),
		To: call.to,
	};
	if (event.name === 'completed') {
		fields.CallDuration = duration ?? '0';
		fields.Duration = String(Math.ceil(Number(duration ?? 0) / 60));
	}
	return {
		headers: {
			'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
			'x-twilio-signature': signature(fields, to),
		},
		body: new URLSearchParams(fields).toString(),
	};
}

/** With the auth token: an API key that made the call signs nothing. */
function signature(fields: Readonly<Record<string, string>>, { key, secret, url }: WebhookTarget): string {
	const text = Object.keys(fields)
		.sort()
		.map((name) => name + fields[name])
		.join('');
	const token = secret || key.slice(key.indexOf(':') + 1);
	return createHmac('sha1', token)
		.update(url + text)
		.digest('base64');
}
