/** What all adapters need to read answers that may hold anything. */
import type { HttpResponse } from './http.js';

/** The longest ids of vendors have some 40 characters. */
const LONGEST_CALL_ID = 200;

/**
 * An id is written into files and put into an address: one that is a page long, holds control characters or means a folder
 * there is none that a vendor gave out, so the call behind it is looked for like one whose answer was lost.
 */
export function isCallId(value: unknown): value is string {
	return typeof value === 'string' && value.length <= LONGEST_CALL_ID && /^(?!\.{1,2}$)[\P{C}]+$/u.test(value);
}

/** A whole number from 0 on; undefined for anything else. */
export function countAt(holder: unknown, name: string): number | undefined {
	const value = field(holder, name);
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The provider's words on one line of at most 200 characters, without control characters. */
export function oneLine(text: string): string {
	const line = text
		.slice(0, 10_000)
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
	return line.length > 200 ? `${line.slice(0, 199).toWellFormed()}…` : line;
}

/** The body as JSON; undefined when it is none. */
export function parse(response: Pick<HttpResponse, 'body'>): unknown {
	try {
		return JSON.parse(response.body);
	} catch {
		return undefined;
	}
}

/** `{ message, error, statusCode }`, as the framework NestJS writes errors, which several vendors use. */
export function isNestError(response: HttpResponse): boolean {
	const body = parse(response);
	const isNamed = typeof field(body, 'error') === 'string' || countAt(body, 'statusCode') === response.status;
	return isNamed && field(body, 'message') !== undefined;
}

/** A member of whatever was answered; undefined when there is none. */
export function field(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
