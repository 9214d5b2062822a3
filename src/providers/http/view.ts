import { isCallId, oneLine } from '../answers.js';
import type { CallEnd, CallView, Outcome } from '../provider.js';
import type { CallDescription } from './description.js';
import { momentAt, numberAt, textAt, valueAt } from './path.js';

/** A call as an answer shows it, and the number it went to. */
export interface ShownCall extends CallView {
	readonly to: string | undefined;
}

/** Undefined when it has no id. */
export function readShownCall(call: CallDescription, value: unknown): ShownCall | undefined {
	const id = textAt(value, call.id);
	if (!isCallId(id)) return undefined;
	return { call: id, attempt: textAt(value, call.attempt), to: textAt(value, call.to), end: readEnd(call, value) };
}

/** The calls of a list; undefined when it is none, or one of them has no id. */
export function readShownCalls(call: CallDescription, body: unknown, at: string | undefined): ShownCall[] | undefined {
	const items = at === undefined ? body : valueAt(body, at);
	if (!Array.isArray(items)) return undefined;
	const calls = items.map((item) => readShownCall(call, item));
	return calls.every((shown) => shown !== undefined) ? calls : undefined;
}

/** A status that the description does not name leaves the call live: it is asked for again. */
function readEnd(call: CallDescription, value: unknown): CallEnd | undefined {
	const status = textAt(value, call.status);
	if (status === undefined || !call.over.includes(status)) return undefined;
	const word = textAt(value, call.outcome) ?? status;
	const startedAt = momentAt(value, call.startedAt);
	const endedAt = momentAt(value, call.endedAt);
	const durationMs = durationOf(call, value);
	const cost = numberAt(value, call.cost);
	const limit = ownOf(call.refusals, word);
	const reason = oneLine(word);
	// Whatever it is called: where somebody picked up, something rang.
	const rang = startedAt !== undefined || (durationMs ?? 0) > 0;
	return {
		outcome: ownOf<Outcome>(call.outcomes, word) ?? (limit === undefined ? 'unknown' : 'error'),
		reason,
		...(startedAt === undefined ? {} : { startedAt }),
		...(endedAt === undefined ? {} : { endedAt }),
		...(durationMs === undefined ? {} : { durationMs }),
		...(cost === undefined ? {} : { cost }),
		...(limit === undefined || rang ? {} : { refusal: { kind: limit, message: reason } }),
	};
}

function durationOf({ duration, durationMs }: CallDescription, value: unknown): number | undefined {
	const ms = numberAt(value, durationMs) ?? (numberAt(value, duration) ?? Number.NaN) * 1_000;
	return ms >= 0 && Number.isFinite(ms) ? Math.round(ms) : undefined;
}

function ownOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
	return Object.hasOwn(record, name) ? record[name] : undefined;
}
