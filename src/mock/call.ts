import type { Ending } from './reasons.js';

/** What a client asks for when it places a call. */
export interface NewCall {
	/** E.164. */
	readonly to: string;
	readonly from: string;
	readonly agent: string | undefined;
	/** Any JSON, kept and given back as it came. */
	readonly metadata: unknown;
	readonly variables: Readonly<Record<string, string>> | undefined;
	/** The batch that it was uploaded with. */
	readonly batch?: string | undefined;
	/** Where this call is to be told of, instead of where the account says. */
	readonly webhook?: string | undefined;
}

/** An accepted call. Times are epoch ms and may lie ahead: `statusOf` says where the call stands at a moment. */
export interface Call extends NewCall {
	/** Place in the order of acceptance, from 0. */
	readonly serial: number;
	readonly id: string;
	readonly acceptedAt: number;
	/** Later than its acceptance when it had to wait in the provider's queue. */
	readonly dialedAt: number;
	/** Undefined when nobody picks up. */
	connectedAt: number | undefined;
	endedAt: number;
	/** When its slot is free again. */
	freedAt: number;
	reason: string;
	ending: Ending;
}

type CallStatus = 'registered' | 'ongoing' | Ending;

export function statusOf(call: Call, now: number): CallStatus {
	if (now >= call.endedAt) return call.ending;
	return call.connectedAt !== undefined && now >= call.connectedAt ? 'ongoing' : 'registered';
}
