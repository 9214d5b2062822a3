import { createHmac } from 'node:crypto';
import type { Call } from '../call.js';
import type { Webhook } from './wire.js';

/**
 * Events by the names of the vendor's API pages, with the signature's prefix that its public source writes. Its two lists
 * of events contradict each other; this one says that a call which ended is told as `call_completed`.
 */
export function boltcallWebhooks(call: Call, ended: () => object): Webhook[] {
	const event = (at: number, name: string, data: () => object): Webhook => ({
		at,
		write(now, { secret }) {
			const timestamp = new Date(now).toISOString();
			const body = JSON.stringify({ event: name, timestamp, data: data() });
			const digest = createHmac('sha256', secret).update(body).digest('hex');
			return {
				headers: {
					'content-type': 'application/json',
					'user-agent': 'Boltcall-Webhook/1.0',
					...(secret === '' ? {} : { 'x-boltcall-signature': `sha256=${digest}` }),
				},
				body,
			};
		},
	});
	const lead = { id: `lead_${call.serial}`, phone: call.to, source: 'call', agent_id: call.agent };
	return [
		...(call.connectedAt === undefined ? [] : [event(call.connectedAt, 'new_lead', () => lead)]),
		event(call.endedAt, 'call_completed', () => ({ ...ended(), summary: null })),
	];
}
