import { UsageError } from '../../runtime/errors.js';
import type { AttemptSpec } from '../provider.js';

/** What a call does once it is answered: asks a URL for TwiML, runs TwiML that is given, or asks an application's URL. */
export type Talk =
	| { readonly by: 'Url'; readonly url: string }
	| { readonly by: 'Twiml' | 'ApplicationSid'; readonly text: string };

/** As the vendor's API allows. */
const LONGEST_TWIML = 4_000;

/** Tells the three by their form. @throws UsageError when it is none of them */
export function readTalk(agent: string): Talk {
	if (/^AP[0-9a-f]{32}$/i.test(agent)) return { by: 'ApplicationSid', text: agent };
	if (/^https?:\/\//i.test(agent) && URL.canParse(agent)) return { by: 'Url', url: agent };
	if (agent.startsWith('<')) {
		if (agent.length <= LONGEST_TWIML) return { by: 'Twiml', text: agent };
		throw new UsageError(`The TwiML has ${agent.length} characters; Twilio takes ${LONGEST_TWIML} at most.`, {
			hint: 'Put it under a URL and give that.',
		});
	}
	throw new UsageError(`--agent: expected a URL, an application SID (AP...) or TwiML (<Response>...), got "${agent}".`);
}

/**
 * The form field that says what talks. Only a URL has room for what belongs to the contact: its variables and the attempt's
 * ids are added to the query, those of the URL's own that have the same name are replaced.
 */
export function talkField(talk: Talk, attempt: AttemptSpec): [string, string] {
	if (talk.by !== 'Url') return [talk.by, talk.text];
	const url = new URL(talk.url);
	for (const [name, value] of Object.entries(attempt.variables)) url.searchParams.set(name, value);
	url.searchParams.set('campaign_id', attempt.campaign);
	url.searchParams.set('contact_id', attempt.contact);
	url.searchParams.set('attempt_id', attempt.attempt);
	return ['Url', url.href];
}
