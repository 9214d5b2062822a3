/**
 * The call of an attempt whose answer was lost. The list can neither be asked for metadata nor is it known to show it, and
 * in which form it keeps numbers, or what its dates are compared with, is not documented. So the newest calls are read
 * page by page, back to the time of the attempt, and those to its number that show no attempt id are asked for one by one.
 */
import { field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { Found, LostAttempt } from '../provider.js';
import { readCall, readViews } from './view.js';

/** Most calls of one page, by the vendor's page. */
const PAGE_SIZE = 200;
/** A list that does not heed the size gives this many: a page with fewer is the last. */
export const DEFAULT_PAGE_SIZE = 20;
/** Calls behind these pages are not looked through: 10,000. */
const MOST_PAGES = 50;
/** How wrong the clock of this machine may be against the vendor's, ms. */
export const CLOCK_MARGIN_MS = 10 * 60_000;

interface Requests {
	get(path: string): HttpRequest;
	getCall(call: string): HttpRequest;
}

interface Search {
	readonly lost: LostAttempt;
	readonly requests: Requests;
	readonly page: number;
	/** Calls of the pages before. */
	readonly seen: ReadonlySet<string>;
}

const pathOf = (page: number) => `/v1/calls?created_at=desc&page=${page}&limit=${PAGE_SIZE}`;

/** The newest calls. */
export const firstPage = pathOf(1);

/** Reads the answer to `firstPage`; undefined when it is not usable. */
export function lookForAttempt(response: HttpResponse, lost: LostAttempt, requests: Requests): Found | undefined {
	return readPage(response, { lost, requests, page: 1, seen: new Set() });
}

function readPage(response: HttpResponse, search: Search): Found | undefined {
	const calls = parse(response);
	const views = response.status === 200 ? readViews(calls) : undefined;
	if (views === undefined || !Array.isArray(calls)) return undefined;
	const { lost, seen } = search;
	const found = views.find(({ attempt }) => attempt === lost.attempt);
	if (found !== undefined) return { kind: 'placed', call: found.call };
	// New calls push others to the next page, so some may be seen twice.
	const doubtful = views
		.filter(({ call, attempt }, index) => attempt === undefined && !seen.has(call) && mayBeTo(calls[index], lost.to))
		.map(({ call }) => call);
	const fresh = views.filter(({ call }) => !seen.has(call)).map(({ call }) => call);
	return askEach(doubtful, search, () => goOn(calls, fresh, search));
}

/** Asks for calls one by one, then goes on. */
function askEach(calls: readonly string[], search: Search, then: () => Found): Found {
	const [call, ...others] = calls;
	if (call === undefined) return then();
	return {
		kind: 'more',
		request: search.requests.getCall(call),
		read(response) {
			const view = readCall(response);
			if (view === undefined) return undefined;
			if (view !== 'absent' && view.attempt === undefined) {
				return { kind: 'cannot_tell', why: `call ${call} to this number does not show whose it is` };
			}
			if (view !== 'absent' && view.attempt === search.lost.attempt) return { kind: 'placed', call };
			return askEach(others, search, then);
		},
	};
}

/** After a page that does not show it. */
function goOn(calls: readonly unknown[], fresh: readonly string[], { lost, requests, page, seen }: Search): Found {
	if (calls.length < DEFAULT_PAGE_SIZE || reachesBack(calls, lost.intendedAt - CLOCK_MARGIN_MS))
		return { kind: 'absent' };
	if (fresh.length === 0) return { kind: 'cannot_tell', why: 'the provider shows the same calls on every page' };
	if (page >= MOST_PAGES) {
		return { kind: 'cannot_tell', why: `more than ${MOST_PAGES * PAGE_SIZE} calls were made since` };
	}
	const next: Search = { lost, requests, page: page + 1, seen: new Set([...seen, ...fresh]) };
	return { kind: 'more', request: requests.get(pathOf(page + 1)), read: (response) => readPage(response, next) };
}

/** Whether the page goes from newer to older calls and ends before this moment (epoch ms). */
export function reachesBack(calls: readonly unknown[], moment: number): boolean {
	const times = calls.map(createdAt);
	const inOrder = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? Number.NaN));
	return inOrder && (times.at(-1) ?? Number.NaN) < moment;
}

/** Epoch ms; NaN where it is not told. */
function createdAt(call: unknown): number {
	const text = field(call, 'createdAt') ?? field(call, 'created_at');
	return typeof text === 'string' ? Date.parse(text) : Number.NaN;
}

/** Numbers may be kept without the plus or without the country; of a call that tells none, anything may be true. */
function mayBeTo(call: unknown, to: string): boolean {
	const number = field(call, 'to_number') ?? field(call, 'to_phone_number');
	if (typeof number !== 'string') return true;
	const digits = number.replace(/\D/g, '').replace(/^0+/, '');
	return digits.length < 7 || to.endsWith(digits) || digits.endsWith(to.slice(1));
}
