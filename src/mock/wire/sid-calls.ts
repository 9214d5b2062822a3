/** What the APIs modelled on Twilio's have in common: Sids as ids, and the words for where a call stands. */
import { type Call, statusOf } from '../call.js';

/** Kept with a call: whose it is. */
export const ACCOUNT_KEY = 'account_sid';
/** Kept with a call: the attempt that a client named. */
export const ATTEMPT_KEY = 'attempt_id';

export interface SidFormat {
	/** The Sid of a call: 32 digits, behind the letters that an API begins its Sids with. */
	of(call: Pick<Call, 'id'>): string;
	/** The mock's own id of a call; empty for a text that is no Sid of the mock's. */
	idOf(sid: string): string;
}

/** The mock's ids have 27 hexadecimal digits: `start` is what stands before them. */
export function sidFormat(start: string): SidFormat {
	return {
		of: ({ id }) => `${start}${id.slice('call_'.length)}`,
		idOf: (sid) => (sid.startsWith(start) ? `call_${sid.slice(start.length)}` : ''),
	};
}

/** How calls end that nobody picked up, by the reason in the mock's words; all others have failed. */
const NOT_CONNECTED: Readonly<Record<string, string>> = {
	dial_busy: 'busy',
	user_declined: 'busy',
	dial_no_answer: 'no-answer',
	manual_stopped: 'canceled',
};

/** queued, ringing, in-progress, completed, busy, no-answer, failed or canceled. */
export function statusWord(call: Call, now: number): string {
	const status = statusOf(call, now);
	if (status === 'registered') return now < call.dialedAt ? 'queued' : 'ringing';
	if (status === 'ongoing') return 'in-progress';
	return status === 'ended' ? 'completed' : (NOT_CONNECTED[call.reason] ?? 'failed');
}
