import type { Call } from '../call.js';

/** Statuses of the two legs once a call did not come about: ours, then the contact's. */
type Legs = readonly [caller: string, callee: string];

const LEGS: ReadonlyMap<string, Legs> = new Map<string, Legs>([
	['dial_busy', ['Success', 'Busy']],
	['dial_no_answer', ['Success', 'NoAnswer']],
	['user_declined', ['Success', 'Rejected']],
	['invalid_destination', ['Success', 'NosuchUser']],
	['telephony_provider_permission_denied', ['Success', 'InternationalDisabled']],
	['marked_as_spam', ['Success', 'DestinationBlocked']],
	['no_valid_payment', ['Success', 'NotEnoughFunds']],
	['concurrency_limit_reached', ['Busy', 'InProgress']],
	['error_user_not_joined', ['NoAnswer', 'InProgress']],
]);

/** How long a call that did not come about is still shown: the vendor does not say. */
const SHOWN_FOR_MS = 2_000;

/** The RingOut at this moment; undefined when its session is gone, as it is as soon as somebody hangs up. */
export function statusBody(call: Call, now: number): object | undefined {
	const shown = statuses(call, now);
	if (shown === undefined) return undefined;
	const [callStatus, callerStatus, calleeStatus] = shown;
	return {
		uri: `https://platform.ringcentral.com/restapi/v1.0/account/37439510/extension/850957020/ring-out/${call.id}`,
		id: call.id,
		status: { callStatus, callerStatus, calleeStatus },
	};
}

function statuses(call: Call, now: number): readonly [string, string, string] | undefined {
	if (now < call.endedAt) {
		if (call.connectedAt !== undefined && now >= call.connectedAt) return ['Success', 'Success', 'Success'];
		// Our phone is rung for the first half of the time until somebody picks up.
		const secondLegAt = (call.acceptedAt + (call.connectedAt ?? call.endedAt)) / 2;
		return ['InProgress', now < secondLegAt ? 'InProgress' : 'Success', 'InProgress'];
	}
	if (call.ending === 'ended' || now >= call.endedAt + SHOWN_FOR_MS) return undefined;
	return ['CannotReach', ...(LEGS.get(call.reason) ?? ['Success', 'GenericError'])] as [string, string, string];
}
