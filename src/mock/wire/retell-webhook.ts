import { createHmac } from 'node:crypto';
import type { Call } from '../call.js';
import type { Webhook } from './wire.js';

/** From a call's end until its analysis is told, ms. */
const ANALYSIS_MS = 50;

/** What the API sends by default; the start of a call that nobody took is not told. */
export function retellWebhooks(call: Call, bodyAt: (now: number) => object): Webhook[] {
	const event = (name: string, at: number): Webhook => ({
		at,
		write(now, { key, secret }) {
			const body = JSON.stringify({ event: name, call: bodyAt(now) });
			const moment = Math.floor(now);
			// An account may have them signed with another of its keys.
			const digest = createHmac('sha256', secret || key)
				.update(`${body}${moment}`)
				.digest('hex');
			return {
				headers: { 'content-type': 'application/json', 'x-retell-signature': `v=${moment},d=${digest}` },
				body,
			};
		},
	});
	return [
		...(call.connectedAt === undefined ? [] : [event('call_started', call.connectedAt)]),
		event('call_ended', call.endedAt),
		event('call_analyzed', call.endedAt + ANALYSIS_MS),
	];
}
