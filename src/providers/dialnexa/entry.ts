import type { CatalogueEntry } from '../entry.js';
import { dialNexaProvider } from './adapter.js';
import { dialNexaCampaign } from './legacy.js';

export const dialnexa: CatalogueEntry = {
	name: 'dialnexa',
	title: 'DialNexa',
	experimental: true,
	variables: [
		{
			name: 'DIALNEXA_API_KEY',
			what: 'API key, as <key_id>:<secret>',
			secret: true,
			dryRun: 'key_dry_run:not-a-secret',
		},
		{
			name: 'DIALNEXA_CAMPAIGN_ID',
			what: 'campaign of the older API, which then dials the contacts as its leads',
			secret: false,
			optional: true,
			dryRun: '',
		},
		{
			name: 'DIALNEXA_WEBHOOK_SECRET',
			what: 'secret that webhooks are signed with',
			secret: true,
			optional: true,
			dryRun: 'dry-run',
		},
	],
	agent: {
		variable: 'DIALNEXA_AGENT_ID',
		notWith: 'DIALNEXA_CAMPAIGN_ID',
		what: 'agent that talks',
		required: true,
		dryRun: 'agent_dry_run',
	},
	baseUrl: () => 'https://api.dialnexa.com',
	reconciliation: {
		by: 'window',
		byHand:
			"DialNexa's Call History shows the calls by number and time, with the notes that came with them: attempt_id. Uploads stand under Batch Calls, by their title: dialer and an attempt_id.",
	},
	scenario: 'dialnexa',
	create({ values, agent = '' }) {
		const {
			DIALNEXA_API_KEY: apiKey = '',
			DIALNEXA_CAMPAIGN_ID: campaign,
			DIALNEXA_WEBHOOK_SECRET: webhookSecret,
		} = values;
		if (campaign) return dialNexaCampaign({ apiKey, campaign });
		return dialNexaProvider({ apiKey, agent, ...(webhookSecret === undefined ? {} : { webhookSecret }) });
	},
};
