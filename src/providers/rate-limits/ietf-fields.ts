import { type Dictionary, type List, ParseError, parseDictionary, parseList, Token } from 'structured-headers';
import { windowOf } from './magnitude.js';

/** One member of `RateLimit-Policy`, or of the tail of the older `RateLimit-Limit`. */
export interface Policy {
	/** Undefined in the drafts up to 07, where a policy has no name. */
	readonly name: string | undefined;
	readonly quota: number;
	readonly windowMs: number | undefined;
	readonly unit: string;
}

/** One member of `RateLimit` as of draft 08. */
export interface Standing {
	readonly name: string;
	readonly remaining: number;
	/** Seconds from now. */
	readonly resetSeconds: number | undefined;
}

/** `"burst";q=100;w=60, "daily";q=1000;w=86400`, or `100;w=60` as it was up to draft 07. None if any is malformed. */
export function parsePolicies(header: string | undefined): Policy[] {
	return parseMembers(header, (name, parameters) => {
		const quota = typeof name === 'number' ? wholeOf(name) : wholeOf(parameters.get('q'));
		const unit = parameters.get('qu') ?? 'requests';
		if (quota === undefined || typeof unit !== 'string') return undefined;
		// "window" is what the first drafts called it.
		const windowMs = windowOf(wholeOf(parameters.get('w') ?? parameters.get('window')));
		return { name: typeof name === 'number' ? undefined : name, quota, windowMs, unit };
	});
}

/** `"default";r=50;t=30`. None if any is malformed. */
export function parseStandings(header: string | undefined): Standing[] {
	return parseMembers(header, (name, parameters) => {
		const remaining = wholeOf(parameters.get('r'));
		const resetSeconds = wholeOf(parameters.get('t'));
		if (typeof name !== 'string' || remaining === undefined) return undefined;
		if (parameters.has('t') && resetSeconds === undefined) return undefined;
		return { name, remaining, resetSeconds };
	});
}

/** `limit=100, remaining=50, reset=50`, as it was in draft 07: the whole numbers in it, by name. */
export function parseCounts(header: string | undefined): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const [name, [value]] of parsed(header, parseDictionary) ?? []) {
		const count = wholeOf(value);
		if (count !== undefined) counts.set(name, count);
	}
	return counts;
}

type Parameters = List[number][1];

function parseMembers<T>(
	header: string | undefined,
	read: (name: string | number, parameters: Parameters) => T | undefined,
): T[] {
	const members: T[] = [];
	for (const [value, parameters] of parsed(header, parseList) ?? []) {
		// A name without quotation marks is a mistake that is met.
		const name = value instanceof Token ? value.toString() : value;
		const member = typeof name === 'string' || typeof name === 'number' ? read(name, parameters) : undefined;
		if (member === undefined) return [];
		members.push(member);
	}
	return members;
}

/** Undefined for what is no such structured field (RFC 9651): the drafts say that it is to be ignored whole. */
function parsed<T extends List | Dictionary>(header: string | undefined, parse: (text: string) => T): T | undefined {
	if (header === undefined) return undefined;
	try {
		return parse(header);
	} catch (error) {
		if (error instanceof ParseError) return undefined;
		throw error;
	}
}

function wholeOf(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
