import type { CatalogueEntry } from '../entry.js';
import { vapiProvider } from './adapter.js';

export const vapi: CatalogueEntry = {
	name: 'vapi',
	title: 'Vapi',
	experimental: true,
	variables: [
		{ name: 'VAPI_API_KEY', what: 'private API key', secret: true, dryRun: 'dry-run' },
		{
			name: 'VAPI_WEBHOOK_SECRET',
			what: 'secret that webhooks are vouched for by',
			secret: true,
			optional: true,
			dryRun: 'dry-run',
		},
		{
			name: 'VAPI_WEBHOOK_CREDENTIAL_ID',
			what: 'id of the credential that vouches for webhooks',
			secret: false,
			optional: true,
			dryRun: '33333333-3333-4333-8333-333333333333',
		},
	],
	caller: {
		variable: 'VAPI_PHONE_NUMBER_ID',
		kind: 'id',
		what: 'id of the phone number to call from',
		dryRun: '11111111-1111-4111-8111-111111111111',
	},
	agent: {
		variable: 'VAPI_ASSISTANT_ID',
		what: 'id of the assistant that talks',
		required: true,
		dryRun: '22222222-2222-4222-8222-222222222222',
	},
	baseUrl: () => 'https://api.vapi.ai',
	reconciliation: {
		by: 'window',
		byHand:
			"Vapi's call logs show when each number was called; the call's name and its customer's external id are the attempt_id.",
	},
	scenario: 'vapi',
	create({ values, agent = '', webhookUrl }) {
		const { VAPI_API_KEY: apiKey = '', VAPI_WEBHOOK_SECRET, VAPI_WEBHOOK_CREDENTIAL_ID } = values;
		return vapiProvider({
			apiKey,
			assistant: agent,
			...(VAPI_WEBHOOK_SECRET === undefined ? {} : { webhookSecret: VAPI_WEBHOOK_SECRET }),
			...(VAPI_WEBHOOK_CREDENTIAL_ID === undefined ? {} : { webhookCredential: VAPI_WEBHOOK_CREDENTIAL_ID }),
			...(webhookUrl === undefined ? {} : { webhookUrl }),
		});
	},
};
