import type { Call } from '../call.js';
import { metadataText } from '../calls.js';
import { ACCOUNT_KEY, type SidFormat, sidFormat, statusWord } from './sid-calls.js';

/** Where the API's version begins in every path. */
export const ROOT = '/2010-04-01/Accounts';
/** What a begun minute costs, in dollars. */
const PRICE_PER_MINUTE = 0.014;
/** How long after its end a call has no price yet, ms. */
const PRICED_AFTER_MS = 1_000;
export const SIDS: SidFormat = sidFormat('CA00000');

/** The Call resource: every field is there, null when it is not known. */
export function callBody(call: Call, now: number, isNew = false): object {
	const account = metadataText(call.metadata, ACCOUNT_KEY) ?? '';
	const sid = SIDS.of(call);
	const uri = `${ROOT}/${account}/Calls/${sid}`;
	const status = isNew ? 'queued' : statusWord(call, now);
	const isOver = now >= call.endedAt && !isNew;
	const wasDialed = now >= call.dialedAt && call.endedAt > call.dialedAt && !isNew;
	return {
		sid,
		date_created: rfc2822(call.acceptedAt),
		date_updated: rfc2822(isOver ? call.endedAt : call.acceptedAt),
		parent_call_sid: null,
		account_sid: account,
		to: call.to,
		to_formatted: call.to,
		from: call.from,
		from_formatted: call.from,
		phone_number_sid: null,
		status,
		start_time: wasDialed ? rfc2822(call.dialedAt) : null,
		end_time: isOver ? rfc2822(call.endedAt) : null,
		duration: isOver ? String(talkSeconds(call)) : null,
		price: isOver && status === 'completed' && now >= call.endedAt + PRICED_AFTER_MS ? price(call) : null,
		price_unit: 'USD',
		direction: 'outbound-api',
		answered_by: null,
		api_version: '2010-04-01',
		forwarded_from: null,
		group_sid: null,
		caller_name: null,
		queue_time: String(Math.max(0, call.dialedAt - call.acceptedAt)),
		trunk_sid: null,
		uri: `${uri}.json`,
		subresource_uris: Object.fromEntries(
			['notifications', 'recordings', 'payments', 'events', 'siprec', 'streams', 'transcriptions'].map((name) => [
				name,
				`${uri}/${name.charAt(0).toUpperCase()}${name.slice(1)}.json`,
			]),
		),
	};
}

function talkSeconds({ connectedAt, endedAt }: Call): number {
	return connectedAt === undefined ? 0 : Math.round((endedAt - connectedAt) / 1_000);
}

function price(call: Call): string {
	return (-Math.max(1, Math.ceil(talkSeconds(call) / 60)) * PRICE_PER_MINUTE).toFixed(5);
}

/** "Mon, 05 Jan 2026 09:00:00 +0000": whole seconds. */
function rfc2822(at: number): string {
	return new Date(at).toUTCString().replace('GMT', '+0000');
}
