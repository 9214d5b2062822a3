import { field, isCallId, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CallView, Found, LostAttempt } from '../provider.js';
import { readExotelEnd } from './end.js';

const DAY_MS = 86_400_000;
/** How far this machine's clock and the vendor's may be apart, ms. */
const SKEW_MS = 180_000;
/** The API tells the time without its zone: it may be UTC, India's or Singapore's, where its two data centers are. */
const CLOCKS_AHEAD_MS = [0, 5.5, 8].map((hours) => hours * 3_600_000);

/** A call as a list shows it. */
interface Listed {
	readonly view: CallView;
	/** The number that was called; with a country's own prefix or in international form. */
	readonly from: unknown;
	readonly direction: unknown;
	/** As if it were UTC, epoch ms. */
	readonly createdAt: number | undefined;
}

interface Page {
	readonly calls: readonly Listed[];
	/** Path and query of the next page; undefined when this is the last. */
	readonly next: string | undefined;
}

/** Undefined when it is no call of this API. */
export function readView(value: unknown): CallView | undefined {
	const call = field(value, 'Sid');
	if (!isCallId(call)) return undefined;
	const custom = field(value, 'CustomField');
	return { call, attempt: typeof custom === 'string' && custom !== '' ? custom : undefined, end: readExotelEnd(value) };
}

/** @param root the path that all pages of the list begin with */
export function readPage(response: HttpResponse, root: string): Page | undefined {
	const body = parse(response);
	const listed = field(body, 'Calls');
	if (response.status !== 200 || !Array.isArray(listed)) return undefined;
	const next = field(field(body, 'Metadata'), 'NextPageUri') || undefined;
	if (next !== undefined && !isPagePath(next, root)) return undefined;
	const calls = listed.map(readListed);
	return calls.every((call) => call !== undefined) ? { calls, next } : undefined;
}

/** Created within a day of this moment: so wide that the time zone plays no part. */
export function createdAround(epochMs: number): string {
	return `gte:${written(epochMs - DAY_MS)};lte:${written(epochMs + DAY_MS)}`;
}

/**
 * Looks for a lost attempt among the calls to its number. A call with the attempt's id is its own. Whether the record holds
 * the id is not documented: one without any is taken for the attempt's if its time fits and it is the only one.
 * @param timeoutMs how long after the attempt its request may still have been acted on
 */
export function findAmong({ calls, next }: Page, lost: LostAttempt, timeoutMs: number): Found | 'next_page' {
	if (!calls.every(({ from }) => isNumber(from, lost.to))) {
		return { kind: 'cannot_tell', why: 'the provider showed other calls than those that were asked for' };
	}
	const own = calls.find(({ view }) => view.attempt === lost.attempt);
	if (own !== undefined) return { kind: 'placed', call: own.view.call };
	const nameless = calls.filter(({ view, direction }) => view.attempt === undefined && direction !== 'inbound');
	if (nameless.length === 0) return next === undefined ? { kind: 'absent' } : 'next_page';
	const [fitting, another] = nameless.filter((call) => isAround(call, lost.intendedAt, timeoutMs));
	if (fitting !== undefined && another === undefined && next === undefined) {
		return { kind: 'placed', call: fitting.view.call };
	}
	return { kind: 'cannot_tell', why: 'calls to this number are shown that may or may not be the one of this attempt' };
}

function isAround({ createdAt }: Listed, intendedAt: number, timeoutMs: number): boolean {
	if (createdAt === undefined) return false;
	return CLOCKS_AHEAD_MS.some((aheadMs) => {
		const lateMs = createdAt - aheadMs - intendedAt;
		return lateMs >= -SKEW_MS && lateMs <= timeoutMs + SKEW_MS;
	});
}

/** "09876543210" and "+919876543210" are the same number. */
function isNumber(shown: unknown, e164: string): boolean {
	const digits = typeof shown === 'string' ? shown.replace(/\D/g, '').replace(/^0+/, '') : '';
	return digits.length >= 6 && e164.endsWith(digits);
}

/** A page of the same list, and nothing that could lead elsewhere. */
function isPagePath(value: unknown, root: string): value is string {
	return (
		typeof value === 'string' &&
		value.length < 4_000 &&
		value.startsWith(root) &&
		/^[.?][!-~]+$/.test(value.slice(root.length))
	);
}

function readListed(value: unknown): Listed | undefined {
	const view = readView(value);
	if (view === undefined) return undefined;
	const [from, direction] = ['From', 'Direction'].map((name) => field(value, name));
	return { view, from, direction, createdAt: moment(field(value, 'DateCreated')) };
}

/** "2017-03-03 10:48:33" */
function moment(value: unknown): number | undefined {
	if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) return undefined;
	const epochMs = Date.parse(`${value.replace(' ', 'T')}Z`);
	return Number.isNaN(epochMs) ? undefined : epochMs;
}

function written(epochMs: number): string {
	return new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ');
}
