import type { Call } from '../call.js';
import type { CallStore } from '../calls.js';

const DEFAULT_LIMIT = 100;
const MOST = 1_000;
const MOMENTS = ['createdAt', 'updatedAt'] as const;
const COMPARISONS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
	Gt: (one, other) => one > other,
	Lt: (one, other) => one < other,
	Ge: (one, other) => one >= other,
	Le: (one, other) => one <= other,
};

type Filter = (call: Call) => boolean;

/**
 * Answers `GET /call`: filters are joined by AND, the newest first. Neither numbers nor a customer's id can be asked for.
 * @param toVapi the mock's id of a call as the API shows it
 */
export function listCalls(
	query: string,
	calls: CallStore,
	now: number,
	toVapi: (id: string) => string,
): { readonly calls: readonly Call[] } | { readonly complaints: readonly string[] } {
	const { limit = String(DEFAULT_LIMIT), ...asked } = Object.fromEntries(new URLSearchParams(query));
	const read = Object.entries(asked).map(([name, value]) => readFilter(name, value, now, toVapi));
	const complaints = [complaintAbout(Number(limit)), ...read].filter((entry) => typeof entry === 'string');
	if (complaints.length > 0) return { complaints };
	const filters = [(call: Call) => calls.isVisible(call, now), ...read.filter((entry) => typeof entry === 'function')];
	return { calls: newest(calls.all, filters, Number(limit)) };
}

function complaintAbout(limit: number): string | undefined {
	if (limit > MOST) return `limit must not be greater than ${MOST}`;
	return limit >= 0 ? undefined : 'limit must not be less than 0';
}

/** A text says what is wrong with the parameter. */
function readFilter(name: string, value: string, now: number, toVapi: (id: string) => string): Filter | string {
	if (name === 'id') return (call) => toVapi(call.id) === value;
	if (name === 'assistantId') return (call) => call.agent === value;
	if (name === 'phoneNumberId') return (call) => call.from === value;
	return readMoment(name, value, now) ?? `property ${name} should not exist`;
}

function newest(calls: readonly Call[], filters: readonly Filter[], limit: number): Call[] {
	const page: Call[] = [];
	for (let place = calls.length - 1; place >= 0 && page.length < limit; place -= 1) {
		const call = calls[place];
		if (call !== undefined && filters.every((accepts) => accepts(call))) page.push(call);
	}
	return page;
}

/** Undefined when the parameter is none of a moment; a text says what is wrong with it. */
function readMoment(name: string, value: string, now: number): Filter | string | undefined {
	const field = MOMENTS.find((moment) => name.startsWith(moment));
	const compare = field === undefined ? undefined : COMPARISONS[name.slice(field.length)];
	if (field === undefined || compare === undefined) return undefined;
	const bound = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
	if (Number.isNaN(bound)) return `${name} must be a valid ISO 8601 date string`;
	return (call) => compare(field === 'createdAt' ? call.acceptedAt : updatedAt(call, now), bound);
}

/** The last change of state that has happened by now, epoch ms. */
export function updatedAt({ acceptedAt, connectedAt, endedAt }: Call, now: number): number {
	if (endedAt <= now) return endedAt;
	return connectedAt !== undefined && connectedAt <= now ? connectedAt : acceptedAt;
}
