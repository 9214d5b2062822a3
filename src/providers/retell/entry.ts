import type { CatalogueEntry } from '../entry.js';
import { retellProvider } from './adapter.js';

export const retell: CatalogueEntry = {
	name: 'retell',
	title: 'Retell AI',
	variables: [
		{ name: 'RETELL_API_KEY', what: 'API key', secret: true, dryRun: 'dry-run' },
		{
			name: 'RETELL_WEBHOOK_KEY',
			what: 'API key that webhooks are signed with, if it is another',
			secret: true,
			optional: true,
			dryRun: 'dry-run',
		},
	],
	// The range of numbers reserved for fiction (NANP 555-01XX).
	caller: { variable: 'RETELL_PHONE_NUMBER', kind: 'number', what: 'caller number', dryRun: '+12025550100' },
	agent: {
		variable: 'RETELL_AGENT_ID',
		what: 'agent, instead of the one bound to the number',
		required: false,
		dryRun: 'agent_dry_run',
	},
	baseUrl: () => 'https://api.retellai.com',
	reconciliation: {
		by: 'attempt_id',
		byHand: "Retell's call history shows each call's metadata: look there for its attempt_id.",
	},
	scenario: 'demo',
	create({ values, agent, webhookUrl }) {
		const { RETELL_API_KEY: apiKey = '', RETELL_WEBHOOK_KEY: webhookKey } = values;
		return retellProvider({
			apiKey,
			...(agent === undefined ? {} : { agent }),
			...(webhookKey === undefined ? {} : { webhookKey }),
			...(webhookUrl === undefined ? {} : { webhookUrl }),
		});
	},
};
