import { field, isCallId, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CallEnd } from '../provider.js';
import { readDialNexaEnd } from './end.js';

/** A contact in a campaign of the older API, as far as it matters here. */
export interface Lead {
	readonly id: string;
	/** The campaign is done with it: it was called, or will not be. */
	readonly isOver: boolean;
	/** The record of its call, once there is one. */
	readonly log: string | undefined;
	/** What the lead alone tells of its end; undefined while it is not over. */
	readonly end: CallEnd | undefined;
}

/** Of leads that the campaign is done with. Whether somebody was reached is told by the call's record alone. */
const OUTCOME_OF_LEAD = new Map<unknown, CallEnd['outcome']>([
	['completed', 'unknown'],
	['failed', 'error'],
	['removed', 'canceled'],
]);

/** Statuses of a call's record that is not over (the page on call logs). */
const UNFINISHED: ReadonlySet<unknown> = new Set(['created', 'initiated', 'sent', 'received']);

/** The record that was answered; the vendor shows it bare, and others have seen answers that hold it under `data`. */
export function recordIn(response: HttpResponse): unknown {
	const body = parse(response);
	const data = field(body, 'data');
	return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : body;
}

/** Undefined when it is no lead. */
export function readLead(record: unknown): Lead | undefined {
	const id = field(record, 'id');
	const status = field(record, 'status');
	if (!isCallId(id) || typeof status !== 'string') return undefined;
	const log = field(record, 'call_log_id');
	const outcome = OUTCOME_OF_LEAD.get(status);
	return {
		id,
		isOver: outcome !== undefined,
		log: isCallId(log) ? log : undefined,
		end: outcome === undefined ? undefined : { outcome, reason: `lead ${status}` },
	};
}

/**
 * How the call of a lead that is over ended, by the call's record. The pages on call logs name the same ends in two
 * spellings, and the duration too. Undefined while it has not ended.
 */
export function readLogEnd(record: unknown): CallEnd | undefined {
	const status = String(field(record, 'status')).slice(0, 100).replace('-', '_');
	const isMachine = status === 'voicemail';
	const end = readDialNexaEnd({
		status: isMachine ? 'completed' : status,
		end_reason: isMachine ? 'voicemail_detected' : field(record, 'end_reason'),
		duration_seconds: field(record, 'duration_seconds') ?? field(record, 'duration_sec'),
	});
	if (end !== undefined || UNFINISHED.has(status)) return end;
	return { outcome: 'unknown', reason: status.replace(/\p{Cc}+/gu, ' ') };
}
