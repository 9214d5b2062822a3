import type { Call } from '../call.js';
import { metadataText } from '../calls.js';
import { callBody } from './exotel-call.js';
import { ATTEMPT_KEY } from './sid-calls.js';
import type { Webhook } from './wire.js';

/** Kept with a call: which moments of its course are told, and as what. */
export const EVENTS_KEY = 'status_callback_events';

/** What the vendor sends when `terminal` was subscribed to; without it, four fields alone. */
export function exotelWebhooks(call: Call): Webhook[] {
	const events = (metadataText(call.metadata, EVENTS_KEY) ?? '').split(' ');
	const tell = (event: string, at: number): Webhook => ({ at, write: (now) => json(body(call, event, now)) });
	return [
		...(events.includes('answered') && call.connectedAt !== undefined ? [tell('answered', call.connectedAt)] : []),
		tell(events.includes('terminal') ? 'terminal' : '', call.endedAt),
	];
}

function body(call: Call, event: string, now: number): object {
	const shown = callBody(call, now) as Record<string, unknown>;
	const least = { CallSid: shown.Sid, DateUpdated: shown.DateUpdated, Status: shown.Status, RecordingUrl: null };
	if (event === '') return least;
	const seconds = Math.ceil((call.endedAt - (call.connectedAt ?? call.endedAt)) / 1_000);
	const isOver = event === 'terminal';
	return {
		...least,
		EventType: event,
		DateCreated: shown.DateCreated,
		To: '',
		From: shown.From,
		PhoneNumberSid: shown.PhoneNumberSid,
		StartTime: shown.StartTime,
		EndTime: isOver ? shown.DateUpdated : null,
		// The call goes to a flow: no two phones talk.
		ConversationDuration: 0,
		Direction: shown.Direction,
		CustomField: metadataText(call.metadata, ATTEMPT_KEY) ?? '',
		Legs: isOver ? [{ OnCallDuration: seconds, Status: shown.Status, AnsweredBy: 'NA' }] : [],
	};
}

function json(value: object) {
	return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
