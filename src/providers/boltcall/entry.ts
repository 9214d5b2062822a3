import type { CatalogueEntry } from '../entry.js';
import { boltcallProvider } from './adapter.js';

export const boltcall: CatalogueEntry = {
	name: 'boltcall',
	title: 'Boltcall',
	experimental: true,
	variables: [
		{ name: 'BOLTCALL_API_KEY', what: 'API key', secret: true, dryRun: 'sk_test_dry_run' },
		{
			name: 'BOLTCALL_WEBHOOK_SECRET',
			what: 'secret that webhooks are signed with',
			secret: true,
			optional: true,
			dryRun: 'dry-run',
		},
	],
	agent: { variable: 'BOLTCALL_AGENT_ID', what: 'agent that talks', required: true, dryRun: 'agent_dry_run' },
	baseUrl: () => 'https://api.boltcall.org',
	reconciliation: {
		by: 'nothing',
		byHand:
			"Boltcall's list does not name called numbers: compare times in the agent's call history, or ask who was called.",
	},
	scenario: 'boltcall',
	create({ values, agent = '' }) {
		const { BOLTCALL_API_KEY: apiKey = '', BOLTCALL_WEBHOOK_SECRET: webhookSecret } = values;
		return boltcallProvider({ apiKey, agent, ...(webhookSecret === undefined ? {} : { webhookSecret }) });
	},
};
