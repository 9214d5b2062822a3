import { field, parse } from '../answers.js';
import { verifyBodyHmac } from '../signatures/body-hmac.js';
import type { ToldCall, Webhooks } from '../webhook.js';
import { readView } from './view.js';

/** The page on keys names the second. */
const SIGNATURES = ['x-dialnexa-signature', 'x-nexa-signature'];
/** What tries out an address when it is saved; whether that is signed is not documented. */
const TRIAL = /^DialNexa-External-Webhook-Verification\b/;
const TRIED = { status: 200, headers: {}, body: '' };

/** DialNexa's webhooks: `{event_type, payload: {call}}`, signed with the workspace's secret. */
export function dialNexaWebhooks(secret: string): Webhooks {
	return {
		verify: (delivery) => verifyBodyHmac(delivery, secret, SIGNATURES),
		handshake: ({ headers }) => (TRIAL.test(headers['user-agent'] ?? '') ? TRIED : undefined),
		read({ rawBody }) {
			const body = parse({ body: rawBody.toString('utf8') });
			const event = field(body, 'event_type');
			if (event !== 'call_initiated' && event !== 'call_ended') return [];
			const view = readView(asRecord(field(field(body, 'payload'), 'call')));
			return view === undefined ? undefined : [saysLittle(view) ? { ...view, askForMore: true } : view];
		},
	};
}

/** The call in the API's words: a webhook calls a call that never connected `hangup`, and says why under another name. */
function asRecord(call: unknown): unknown {
	if (field(call, 'status') !== 'hangup') return call;
	const reason = field(call, 'hangup_reason') ?? field(call, 'disconnection_reason');
	return { ...(call as object), status: 'failed', end_reason: reason };
}

/** A talk whose length is not told for certain, or a failure that webhooks have no word for, such as one of the limit. */
function saysLittle({ end }: ToldCall): boolean {
	if (end === undefined) return false;
	const { outcome, durationMs, refusal, account, config } = end;
	if (outcome === 'error') return (refusal ?? account ?? config) === undefined;
	return outcome === 'answered' && durationMs === undefined;
}
