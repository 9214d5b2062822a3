import { field, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CallEnd, CallView, Outcome } from '../provider.js';
import { callIdOf } from './create.js';

/** Statuses of a leg that did not come about, and what they mean for the contact when it is the second one's. */
const OUTCOME_OF: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
	['Busy', 'busy'],
	['NoAnswer', 'no_answer'],
	['Rejected', 'declined'],
	['NosuchUser', 'invalid_number'],
	['NoSuchUser', 'invalid_number'],
	['InternationalDisabled', 'unreachable'],
	['DestinationBlocked', 'unreachable'],
	['CannotReach', 'unreachable'],
	['Invalid', 'error'],
	['GenericError', 'error'],
	['Error', 'error'],
	['RingOutFromThisNumberIsNotSupported', 'error'],
	['NotEnoughFunds', 'error'],
]);

/** The session as a whole is over, and nothing else is said of it. */
const OVER: ReadonlySet<string> = new Set(['NoSessionFound', 'Finished', 'NoAnsweringMachine', 'Unknown']);

const ANSWER = 'See to it that somebody answers the phone of --from (RINGCENTRAL_FROM)';
const ANOTHER = 'Name a phone that RingCentral can ring with --from (RINGCENTRAL_FROM)';

/** Our own phone did not come to the line: nobody rang the contact. What can be done about it. */
const FIRST_LEG: ReadonlyMap<string, string> = new Map([
	['NoAnswer', ANSWER],
	['Rejected', ANSWER],
	['NosuchUser', ANOTHER],
	['NoSuchUser', ANOTHER],
	['RingOutFromThisNumberIsNotSupported', ANOTHER],
]);

/** What a leg shows that was never dialed. */
const UNDIALED: ReadonlySet<string> = new Set(['InProgress', 'NoSessionFound', '']);

/** A RingOut as GET ring-out/{id} shows it; undefined when the answer is not usable. */
export function readStatus(response: HttpResponse, call: string): CallView | undefined {
	const gone: CallView = { call, attempt: undefined, end: undefined, state: 'gone' };
	if (response.unsent) return undefined;
	if (response.status === 404) return gone;
	const body = parse(response);
	const status = field(body, 'status');
	const whole = word(status, 'callStatus');
	if (response.status !== 200 || callIdOf(body) !== call || whole === '') return undefined;
	if (whole === 'InProgress') return { call, attempt: undefined, end: undefined };
	// Both are connected; there is no word for its end, but the session goes.
	if (whole === 'Success') return { call, attempt: undefined, end: undefined, state: 'talking' };
	const end = endOf(whole, word(status, 'callerStatus'), word(status, 'calleeStatus'));
	return end === undefined ? gone : { call, attempt: undefined, end };
}

/** Undefined where the call log has to tell. */
function endOf(whole: string, caller: string, callee: string): CallEnd | undefined {
	const reason = [whole, caller, callee].filter((part) => part !== '').join('/');
	const isUndialed = caller !== 'Success' && UNDIALED.has(callee);
	if ([whole, caller, callee].includes('NotEnoughFunds')) {
		const message = 'RingCentral ended a call with NotEnoughFunds: the account cannot pay for it.';
		return { outcome: 'error', reason, account: { message, rang: callee === 'Success' } };
	}
	if (isUndialed && caller === 'Busy') {
		// With one phone there can be one call: its line is the limit.
		return { outcome: 'error', reason, refusal: { kind: 'slots', message: 'the phone that is rung first is busy' } };
	}
	const hint = FIRST_LEG.get(caller);
	if (isUndialed && hint !== undefined) {
		const message = `The phone that RingCentral rings first did not come to the line (${caller}), so the contact was not called.`;
		return { outcome: 'error', reason, account: { message, rang: false, hint } };
	}
	const outcome = OUTCOME_OF.get(callee) ?? (OVER.has(whole) ? undefined : (OUTCOME_OF.get(whole) ?? 'unknown'));
	return outcome === undefined ? undefined : { outcome, reason };
}

function word(holder: unknown, name: string): string {
	const value = field(holder, name);
	return typeof value === 'string' ? value.slice(0, 60).replace(/\p{Cc}+/gu, ' ') : '';
}
