import { UsageError } from '../../runtime/errors.js';
import type { CatalogueEntry, Values } from '../entry.js';
import { twilioProvider } from './adapter.js';
import { readTalk } from './talk.js';

/** No account's. */
const NO_ACCOUNT = `AC${'0'.repeat(32)}`;
const DRY_RUN_URL = 'https://example.com/voice.xml';

export const twilio: CatalogueEntry = {
	name: 'twilio',
	title: 'Twilio Programmable Voice',
	experimental: true,
	variables: [
		{ name: 'TWILIO_ACCOUNT_SID', what: 'account SID (AC...)', secret: false, dryRun: NO_ACCOUNT },
		{
			name: 'TWILIO_AUTH_TOKEN',
			what: 'auth token',
			secret: true,
			notWith: 'TWILIO_API_KEY',
			forWebhooks: true,
			dryRun: 'dry-run-token',
		},
		{ name: 'TWILIO_API_KEY', what: 'API key SID (SK...)', secret: false, optional: true, dryRun: '' },
		{ name: 'TWILIO_API_SECRET', what: "API key's secret", secret: true, optional: true, dryRun: '' },
		{ name: 'TWILIO_REGION', what: 'region, such as ie1', secret: false, optional: true, dryRun: '' },
		{ name: 'TWILIO_EDGE', what: 'edge location, such as dublin', secret: false, optional: true, dryRun: '' },
	],
	// The range of numbers reserved for fiction (NANP 555-01XX).
	caller: { variable: 'TWILIO_PHONE_NUMBER', kind: 'number', what: 'caller number', dryRun: '+12025550100' },
	agent: {
		variable: 'TWILIO_URL',
		or: ['TWILIO_APPLICATION_SID', 'TWILIO_TWIML'],
		what: 'URL, application SID (AP...) or TwiML that talks',
		required: true,
		dryRun: DRY_RUN_URL,
	},
	baseUrl,
	reconciliation: {
		by: 'numbers',
		byHand: "Twilio's call log (Monitor, Logs, Calls) shows the calls between two numbers with the time of each.",
	},
	scenario: 'twilio',
	create: ({ values, agent, webhookUrl }) =>
		twilioProvider({
			accountSid: accountSid(values),
			...credentials(values),
			talk: readTalk(agent ?? DRY_RUN_URL),
			...(values.TWILIO_AUTH_TOKEN ? { authToken: values.TWILIO_AUTH_TOKEN } : {}),
			...(webhookUrl === undefined ? {} : { webhookUrl }),
		}),
};

/** As the vendor's SDK makes it of the same two variables. @throws UsageError */
function baseUrl({ TWILIO_REGION: region, TWILIO_EDGE: edge }: Values): string {
	for (const [name, part] of Object.entries({ TWILIO_REGION: region, TWILIO_EDGE: edge })) {
		if (part && !/^[a-z0-9-]+$/i.test(part))
			throw new UsageError(`${name}: expected a word such as ie1, got "${part}".`);
	}
	const parts = ['api', edge, region || (edge ? 'us1' : ''), 'twilio', 'com'];
	return `https://${parts.filter(Boolean).join('.')}`;
}

/** @throws UsageError */
function accountSid({ TWILIO_ACCOUNT_SID: sid = NO_ACCOUNT }: Values): string {
	if (/^AC[0-9a-f]{32}$/i.test(sid)) return sid;
	throw new UsageError(`TWILIO_ACCOUNT_SID: expected AC and 32 hexadecimal digits, got "${sid}".`);
}

/** The API key, where there is one. @throws UsageError */
function credentials(values: Values): { user: string; password: string } {
	const { TWILIO_AUTH_TOKEN: token = '', TWILIO_API_KEY: key = '', TWILIO_API_SECRET: secret = '' } = values;
	if (key === '') return { user: accountSid(values), password: token };
	if (secret !== '') return { user: key, password: secret };
	throw new UsageError('TWILIO_API_KEY is set, but TWILIO_API_SECRET is not.', {
		hint: 'Set both, or neither and TWILIO_AUTH_TOKEN.',
	});
}
