import { STATUS_CODES } from 'node:http';
import type { Reply } from './wire.js';

export const E164 = /^\+[1-9]\d{6,14}$/;
/** The number that the route of the agent calls from: a request cannot name one. */
export const ROUTE = '+14155552671';

/** By the page on errors: the name of the status, and one message or several. */
export function error(status: number, message: string | readonly string[]): Reply {
	const name = STATUS_CODES[status] ?? 'Error';
	return reply(status, { statusCode: status, message, error: name });
}

export function reply(status: number, body: unknown): Reply {
	return { status, body: JSON.stringify(body) };
}
