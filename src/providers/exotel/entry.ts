import { UsageError } from '../../runtime/errors.js';
import type { CatalogueEntry, Values } from '../entry.js';
import { secretOnItsWay } from '../signatures/secret-way.js';
import { exotelProvider } from './adapter.js';

const BASE_URLS: ReadonlyMap<string, string> = new Map([
	['sg', 'https://api.exotel.com'],
	['in', 'https://api.in.exotel.com'],
]);
/** The vendor's own limit, s. */
const LONGEST_CALL_S = 14_400;
/** An hour: until a call of this length would be over, a lost answer cannot be settled. */
const DEFAULT_TIME_LIMIT_S = 3_600;
/** No account's. */
const NO_ACCOUNT = 'dry_run';
const DRY_RUN_FLOW = '100001';
const SECRET_VARIABLE = 'EXOTEL_WEBHOOK_SECRET';

export const exotel: CatalogueEntry = {
	name: 'exotel',
	title: 'Exotel',
	experimental: true,
	variables: [
		{ name: 'EXOTEL_ACCOUNT_SID', what: 'account SID', secret: false, dryRun: NO_ACCOUNT },
		{ name: 'EXOTEL_API_KEY', what: 'API key', secret: true, dryRun: 'dry-run-key' },
		{ name: 'EXOTEL_API_TOKEN', what: 'API token', secret: true, dryRun: 'dry-run-token' },
		{
			name: 'EXOTEL_REGION',
			what: 'data center of the account: sg (Singapore, default) or in (Mumbai)',
			secret: false,
			optional: true,
			dryRun: '',
		},
		{
			name: 'EXOTEL_TIME_LIMIT',
			what: `seconds after which a call is cut, up to ${LONGEST_CALL_S} (default ${DEFAULT_TIME_LIMIT_S})`,
			secret: false,
			optional: true,
			dryRun: '',
		},
		{
			name: SECRET_VARIABLE,
			what: 'secret of your own that webhooks are believed for',
			secret: true,
			optional: true,
			dryRun: 'dry-run-webhook-secret',
		},
	],
	// The vendor's dashboard shows ExoPhones in the country's own form. In a dry run: a number reserved for fiction.
	caller: { variable: 'EXOTEL_CALLER_ID', kind: 'id', what: 'ExoPhone', dryRun: '+12025550100' },
	agent: {
		variable: 'EXOTEL_APP_ID',
		what: 'app id of the flow that talks, or its whole URL',
		required: true,
		dryRun: DRY_RUN_FLOW,
	},
	baseUrl({ EXOTEL_REGION: region }) {
		const url = BASE_URLS.get(region || 'sg');
		if (url !== undefined) return url;
		throw new UsageError(`EXOTEL_REGION: expected sg or in, got "${region}".`);
	},
	reconciliation: {
		by: 'numbers',
		byHand: "Exotel's call reports show the calls to a number with the time of each.",
		endedOnly: true,
	},
	scenario: 'exotel',
	create: ({ values, agent, webhookUrl }) => {
		const accountSid = accountOf(values);
		const secret = values[SECRET_VARIABLE];
		return exotelProvider({
			accountSid,
			apiKey: values.EXOTEL_API_KEY ?? '',
			apiToken: values.EXOTEL_API_TOKEN ?? '',
			flowUrl: flowUrl(accountSid, agent ?? DRY_RUN_FLOW),
			timeLimit: timeLimit(values),
			...(secret ? { webhookSecret: secretOnItsWay(SECRET_VARIABLE, secret, webhookUrl) } : {}),
			...(webhookUrl === undefined ? {} : { webhookUrl }),
		});
	},
};

/** @throws UsageError */
function accountOf({ EXOTEL_ACCOUNT_SID: sid = NO_ACCOUNT }: Values): string {
	if (/^[\w-]+$/.test(sid)) return sid;
	throw new UsageError(`EXOTEL_ACCOUNT_SID: expected letters and digits, got "${sid}".`);
}

/** @throws UsageError */
function flowUrl(accountSid: string, agent: string): string {
	if (/^[\w-]+$/.test(agent)) return `http://my.exotel.com/${accountSid}/exoml/start_voice/${agent}`;
	if (/^https?:\/\//.test(agent) && URL.canParse(agent)) return agent;
	throw new UsageError(`--agent: expected the app id of a flow, such as 100001, or its URL, got "${agent}".`);
}

/** @throws UsageError */
function timeLimit({ EXOTEL_TIME_LIMIT: text }: Values): number {
	if (!text) return DEFAULT_TIME_LIMIT_S;
	const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (seconds >= 1 && seconds <= LONGEST_CALL_S) return seconds;
	throw new UsageError(`EXOTEL_TIME_LIMIT: expected whole seconds from 1 to ${LONGEST_CALL_S}, got "${text}".`);
}
