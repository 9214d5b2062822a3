import type { Call } from '../call.js';
import { metadataText } from '../calls.js';
import { ACCOUNT_KEY, type SidFormat, sidFormat, statusWord } from './sid-calls.js';

/** What a begun minute costs, in rupees. */
const PRICE_PER_MINUTE = 1.5;
/** How long after its end a call has neither duration nor price, ms; on the real API some five minutes. */
const COMPLETE_AFTER_MS = 1_000;
/** The mock tells the time of India; the API does not say which it is. */
const AHEAD_OF_UTC_MS = 5.5 * 3_600_000;
export const SIDS: SidFormat = sidFormat('0e0e0');

/** The Call of an answer: every field of the documented sample is there, null when it is not known. */
export function callBody(call: Call, now: number, isNew = false): object {
	const account = metadataText(call.metadata, ACCOUNT_KEY) ?? '';
	const sid = SIDS.of(call);
	const isOver = now >= call.endedAt && !isNew;
	const isComplete = isOver && now >= call.endedAt + COMPLETE_AFTER_MS;
	const seconds = Math.ceil((call.endedAt - (call.connectedAt ?? call.endedAt)) / 1_000);
	return {
		Sid: sid,
		ParentCallSid: null,
		DateCreated: written(call.acceptedAt),
		DateUpdated: written(isOver ? call.endedAt : call.acceptedAt),
		AccountSid: account,
		// The call goes to a flow, not to a number.
		To: null,
		From: asShown(call.to),
		PhoneNumberSid: call.from,
		Status: isNew ? 'in-progress' : statusWord(call, now),
		StartTime: written(call.acceptedAt),
		EndTime: isComplete ? written(call.endedAt) : null,
		Duration: isComplete ? String(seconds) : null,
		Price: isComplete && seconds > 0 ? (Math.ceil(seconds / 60) * PRICE_PER_MINUTE).toFixed(3) : null,
		Direction: 'outbound-api',
		AnsweredBy: null,
		Uri: `/v1/Accounts/${account}/Calls.json/${sid}`,
		RecordingUrl: null,
	};
}

/** "2017-03-03 10:48:33" */
export function written(epochMs: number): string {
	return new Date(epochMs + AHEAD_OF_UTC_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Indian numbers are shown in the country's own form. */
function asShown(e164: string): string {
	return e164.startsWith('+91') ? `0${e164.slice('+91'.length)}` : e164;
}
