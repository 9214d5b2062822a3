import { verifyTwilio } from '../signatures/twilio.js';
import type { Webhooks } from '../webhook.js';
import { readTwilioEnd } from './end.js';
import { isCallSid } from './list.js';

/** Form fields of a new call that ask for word of its end: `completed` is sent however a call ended. */
export function callbackFields(url: string | undefined): [string, string][] {
	if (url === undefined) return [];
	return [
		['StatusCallback', url],
		['StatusCallbackEvent', 'completed'],
		['StatusCallbackMethod', 'POST'],
	];
}

/**
 * Twilio's status callbacks, signed with the account's auth token and nothing else. Their price is not asked for: it is filled
 * in later than the end is told. Whether a call that was canceled had been dialed is worth a question, for the callback does
 * not tell.
 */
export function twilioWebhooks(authToken: string): Webhooks {
	return {
		verify: (delivery) => verifyTwilio(delivery, authToken),
		read({ rawBody }) {
			const form = new URLSearchParams(rawBody.toString('utf8'));
			const call = form.get('CallSid');
			if (!isCallSid(call)) return undefined;
			const status = form.get('CallStatus');
			const end = readTwilioEnd({
				status,
				end_time: form.get('Timestamp'),
				duration: form.get('CallDuration'),
				answered_by: form.get('AnsweredBy'),
			});
			return [{ call, attempt: undefined, end, ...(status === 'canceled' ? { askForMore: true } : {}) }];
		},
	};
}
