import { field, parse } from '../answers.js';
import type { CallView } from '../provider.js';
import { verifyRetell } from '../signatures/retell.js';
import type { ToldCall, Webhooks } from '../webhook.js';

/** Those that the vendor sends unless told otherwise; the others say nothing of where a call stands. */
const EVENTS: ReadonlySet<unknown> = new Set(['call_started', 'call_ended', 'call_analyzed']);

/** Retell's webhooks: `{event, call}`, with the call as the API shows it, signed with an API key of the account. */
export function retellWebhooks(key: string, readView: (call: unknown) => CallView | undefined): Webhooks {
	return {
		verify: (delivery) => verifyRetell(delivery, key),
		read({ rawBody }) {
			const body = parse({ body: rawBody.toString('utf8') });
			if (!EVENTS.has(field(body, 'event'))) return [];
			const view = readView(field(body, 'call'));
			return view === undefined ? undefined : [withoutCost(view) ? { ...view, askForMore: true } : view];
		},
	};
}

/** A talk that was paid for, by a webhook that was made before the bill was. */
function withoutCost({ end }: ToldCall): boolean {
	return end?.startedAt !== undefined && end.cost === undefined;
}
