import { field, parse } from '../answers.js';
import { verifyVapi } from '../signatures/vapi.js';
import type { ToldCall, Webhooks } from '../webhook.js';
import { readView } from './calls.js';

/** Vapi's webhooks: `{message: {type, call, ...}}`, vouched for in the way that the account has chosen. */
export function vapiWebhooks(secret: string): Webhooks {
	return {
		verify: (delivery) => verifyVapi(delivery, secret),
		read({ rawBody }) {
			const message = field(parse({ body: rawBody.toString('utf8') }), 'message');
			const status = statusIn(message);
			if (status === undefined) return [];
			const call = field(message, 'call');
			const [id, customer, assistantOverrides] = ['id', 'customer', 'assistantOverrides'].map((name) =>
				field(call, name),
			);
			// The call in a message may still be as it was when it was created: where it stands is said beside it.
			const view = readView({ ...(message as object), id, customer, assistantOverrides, status });
			return view === undefined ? undefined : [saysLittle(view) ? { ...view, askForMore: true } : view];
		},
	};
}

/** Where the call stands; undefined when the message is about something else. */
function statusIn(message: unknown): unknown {
	const type = field(message, 'type');
	if (type === 'end-of-call-report') return 'ended';
	return type === 'status-update' ? field(message, 'status') : undefined;
}

/**
 * Somebody was talked to, and how long or for how much is not told: a change of status tells the reason alone. Or not even
 * that, and the call may have met a limit before it rang.
 */
function saysLittle({ end }: ToldCall): boolean {
	if (end?.outcome === 'unknown') return true;
	if (end?.outcome !== 'answered' && end?.outcome !== 'voicemail') return false;
	return end.durationMs === undefined || end.cost === undefined;
}
