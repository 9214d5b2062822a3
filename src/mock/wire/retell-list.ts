import { z } from 'zod';
import { type Call, statusOf } from '../call.js';
import { type CallStore, metadataText } from '../calls.js';

/** A page of `/v3/list-calls`, with the calls themselves as items. */
interface CallPage {
	readonly items: readonly Call[];
	readonly has_more: boolean;
	readonly pagination_key?: string;
	readonly total?: number;
}

interface Filter {
	accepts(call: Call, now: number): boolean;
	/** All calls that can be accepted, where an index knows them; in any order, possibly twice. */
	among?(calls: CallStore, now: number): readonly Call[];
}

/** Reads one entry of `filter_criteria`; throws a ZodError when it is not of a kind the mock knows. */
type FilterReader = (raw: unknown) => Filter;

const equals = z.object({ type: z.literal('string'), op: z.literal('eq'), value: z.string() });
const oneOf = z.object({ type: z.literal('enum'), op: z.literal('in'), value: z.array(z.string()) });
const compares = z.object({
	type: z.literal('number'),
	op: z.enum(['eq', 'ne', 'gt', 'ge', 'lt', 'le']),
	value: z.number(),
});
const between = z.object({ type: z.literal('range'), op: z.literal('bt'), value: z.tuple([z.number(), z.number()]) });

const textFilter = z.union([equals, oneOf]);
const numberFilter = z.union([compares, between]);
const metadataFilters = z.array(z.union([equals.extend({ key: z.string() }), oneOf.extend({ key: z.string() })]));
/** The API cannot be asked for `registered` calls. */
const statusFilter = oneOf.extend({ value: z.array(z.enum(['not_connected', 'ongoing', 'ended', 'error'])) });

const FILTERS: Readonly<Record<string, FilterReader>> = {
	call_id(raw) {
		const ids = texts(textFilter.parse(raw));
		return {
			accepts: (call) => ids.has(call.id),
			among: (calls, now) => [...ids].flatMap((id) => calls.find(id, now) ?? []),
		};
	},
	metadata(raw) {
		const entries = metadataFilters.parse(raw).map((filter) => ({ key: filter.key, values: texts(filter) }));
		const first = entries[0];
		const accepts = (call: Call) => entries.every(({ key, values }) => holds(values, metadataText(call.metadata, key)));
		if (first === undefined) return { accepts };
		return {
			accepts,
			among: (calls) => [...first.values].flatMap((value) => calls.withMetadata(first.key, value)),
		};
	},
	call_status(raw) {
		const states = texts(statusFilter.parse(raw));
		return { accepts: (call, now) => states.has(statusOf(call, now)) };
	},
	to_number(raw) {
		const { value } = equals.parse(raw);
		return { accepts: (call) => call.to === value };
	},
	from_number(raw) {
		const { value } = equals.parse(raw);
		return { accepts: (call) => call.from === value };
	},
	start_timestamp(raw) {
		const matches = comparison(numberFilter.parse(raw));
		return {
			accepts: ({ connectedAt }, now) => connectedAt !== undefined && connectedAt <= now && matches(connectedAt),
		};
	},
	end_timestamp(raw) {
		const matches = comparison(numberFilter.parse(raw));
		return { accepts: ({ endedAt }, now) => endedAt <= now && matches(endedAt) };
	},
};

const bodySchema = z.object({
	filter_criteria: z.record(z.string(), z.unknown()).default({}),
	include_total: z.boolean().default(false),
	limit: z.int().min(1).max(1_000).default(50),
	pagination_key: z.string().optional(),
	skip: z.int().min(0).default(0),
	sort_order: z.enum(['ascending', 'descending']).default('descending'),
});

/**
 * Answers `/v3/list-calls`: filters are joined by AND, newest first unless asked otherwise, the pagination key is the
 * id of the page's last call. Questions by call id or metadata are answered from an index, all others by a scan.
 * @returns the page, or what is wrong with the request
 */
export function listCalls(text: string, calls: CallStore, now: number): CallPage | string {
	let content: unknown;
	try {
		content = text === '' ? {} : JSON.parse(text);
	} catch {
		return 'The request body is no valid JSON.';
	}
	const body = bodySchema.safeParse(content);
	if (!body.success) return `${body.error.issues[0]?.path.join('.')}: ${body.error.issues[0]?.message}`;
	const filters = readFilters(body.data.filter_criteria);
	if (typeof filters === 'string') return filters;
	const { pagination_key: key, sort_order: order } = body.data;
	const after = key === undefined ? undefined : calls.find(key, now);
	if (key !== undefined && after === undefined) return 'pagination_key: there is no such page';

	const accepts = (call: Call) => calls.isVisible(call, now) && filters.every((filter) => filter.accepts(call, now));
	const candidates = candidatesOf(filters, calls, now);
	const page = collect(candidates, accepts, after, order === 'ascending' ? 1 : -1, body.data.skip, body.data.limit);
	const last = page.items.at(-1);
	return {
		...page,
		...(page.has_more && last !== undefined ? { pagination_key: last.id } : {}),
		...(body.data.include_total ? { total: candidates.filter(accepts).length } : {}),
	};
}

function readFilters(criteria: Record<string, unknown>): Filter[] | string {
	const filters: Filter[] = [];
	for (const [name, raw] of Object.entries(criteria)) {
		if (raw === undefined) continue;
		const read = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
		try {
			if (read === undefined) return `filter_criteria.${name}: the mock does not know this filter`;
			filters.push(read(raw));
		} catch {
			return `filter_criteria.${name}: not of a form that the mock knows`;
		}
	}
	return filters;
}

/** In the order of acceptance, each once. */
function candidatesOf(filters: readonly Filter[], calls: CallStore, now: number): readonly Call[] {
	const among = filters.find((filter) => filter.among !== undefined)?.among;
	if (among === undefined) return calls.all;
	return [...new Set(among(calls, now))].sort((one, other) => one.serial - other.serial);
}

function collect(
	candidates: readonly Call[],
	accepts: (call: Call) => boolean,
	after: Call | undefined,
	step: 1 | -1,
	skip: number,
	limit: number,
): { items: Call[]; has_more: boolean } {
	const items: Call[] = [];
	let skipped = 0;
	let place = step === 1 ? 0 : candidates.length - 1;
	if (after !== undefined) place = firstPast(candidates, after.serial, step);
	for (; place >= 0 && place < candidates.length; place += step) {
		const call = candidates[place];
		if (call === undefined || !accepts(call)) continue;
		if (skipped < skip) skipped += 1;
		else if (items.length < limit) items.push(call);
		else return { items, has_more: true };
	}
	return { items, has_more: false };
}

/** Place of the first call past `serial` in the direction of `step`, by bisection. */
function firstPast(calls: readonly Call[], serial: number, step: 1 | -1): number {
	let low = 0;
	let high = calls.length;
	const bound = step === 1 ? serial + 1 : serial;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((calls[middle]?.serial ?? 0) < bound) low = middle + 1;
		else high = middle;
	}
	return step === 1 ? low : low - 1;
}

function texts(filter: z.output<typeof textFilter> | z.output<typeof statusFilter>): ReadonlySet<string> {
	return new Set(filter.type === 'string' ? [filter.value] : filter.value);
}

function holds(values: ReadonlySet<string>, text: string | undefined): boolean {
	return text !== undefined && values.has(text);
}

function comparison(filter: z.output<typeof numberFilter>): (value: number) => boolean {
	if (filter.op === 'bt') {
		const [from, to] = filter.value;
		return (value) => value >= from && value <= to;
	}
	const { op, value: bound } = filter;
	switch (op) {
		case 'eq':
			return (value) => value === bound;
		case 'ne':
			return (value) => value !== bound;
		case 'gt':
			return (value) => value > bound;
		case 'ge':
			return (value) => value >= bound;
		case 'lt':
			return (value) => value < bound;
		case 'le':
			return (value) => value <= bound;
	}
}
