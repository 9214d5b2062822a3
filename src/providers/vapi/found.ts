import type { HttpRequest, HttpResponse } from '../http.js';
import type { Found, LostAttempt } from '../provider.js';
import { parseHttpDate } from '../rate-limits/http-date.js';
import { type Page, readPage, restRequest, type Window } from './calls.js';

/** How far the vendor's clock may be behind ours. */
const BEFORE_MS = 120_000;
/** How long a request may be under way, and how far the vendor's clock may be ahead. */
const AFTER_MS = 600_000;

/** The calls among which that of a lost attempt is, if there is one. */
export function lostWindow({ from, intendedAt }: LostAttempt): Window {
	return { phoneNumberId: from, from: intendedAt - BEFORE_MS, to: intendedAt + AFTER_MS };
}

/**
 * Absence is said only when every call of the window was seen, page by page, the clocks agree, and none of them may be the
 * attempt's without its id.
 */
export function readVapiFound(
	response: HttpResponse,
	lost: LostAttempt,
	get: (path: string) => HttpRequest,
): Found | undefined {
	const page = readPage(response);
	if (page === undefined) return undefined;
	const found = page.calls.find(({ view }) => view.attempt === lost.attempt);
	if (found !== undefined) return { kind: 'placed', call: found.view.call };
	if (page.calls.some(({ view, to }) => view.attempt === undefined && to === lost.to)) {
		return cannotTell('Vapi shows a call to this number at that time which bears no attempt id');
	}
	const window = lostWindow(lost);
	if (isWhole(page, window)) return absent(response);
	const request = restRequest(window, page.rest, get);
	if (request === undefined) return cannotTell('Vapi shows more calls of that time than can be looked through');
	return { kind: 'more', request };
}

/** A list that goes back beyond the window although it was asked not to has shown all of it. */
function isWhole({ rest }: Page, { from = 0 }: Window): boolean {
	return rest === 'nothing' || (typeof rest === 'object' && 'to' in rest && rest.to < from);
}

/** Against a clock that is wrong by minutes the window may be another than the attempt's. */
function absent({ headers, receivedAt }: HttpResponse): Found {
	const theirs = parseHttpDate(headers.date ?? '');
	if (theirs === undefined || Math.abs(theirs - receivedAt) < BEFORE_MS) return { kind: 'absent' };
	return cannotTell("this machine's clock and Vapi's are minutes apart");
}

function cannotTell(why: string): Found {
	return { kind: 'cannot_tell', why };
}
