import type { ContactResult } from '../journal/record.js';
import type { CallEnd } from '../providers/provider.js';

/** What a contact's results row says of a call that ended; attempts and refusals are counted elsewhere. */
export function resultOfEnd(call: string, end: CallEnd): Partial<ContactResult> & { status: ContactResult['status'] } {
	const failed = FAILURES.has(end.outcome);
	return {
		status: failed ? 'failed' : 'completed',
		outcome: end.outcome,
		call: end.call ?? call,
		...(end.startedAt === undefined ? {} : { startedAt: end.startedAt }),
		...(end.endedAt === undefined ? {} : { endedAt: end.endedAt }),
		...(end.durationMs === undefined ? {} : { durationS: end.durationMs / 1_000 }),
		...(end.cost === undefined ? {} : { cost: end.cost }),
		...(failed ? { error: end.reason } : { message: end.reason }),
	};
}

/** Outcomes with which nobody was called: something has to be mended before another try. */
const FAILURES: ReadonlySet<CallEnd['outcome']> = new Set(['error', 'invalid_number']);
