import type { CatalogueEntry } from '../entry.js';
import { secretOnItsWay } from '../signatures/secret-way.js';
import { ringCentralProvider } from './adapter.js';

const TOKEN_VARIABLE = 'RINGCENTRAL_WEBHOOK_TOKEN';

export const ringcentral: CatalogueEntry = {
	name: 'ringcentral',
	title: 'RingCentral RingOut',
	experimental: true,
	variables: [
		{ name: 'RINGCENTRAL_CLIENT_ID', what: "app's client ID", secret: false, dryRun: 'dry-run-client' },
		{ name: 'RINGCENTRAL_CLIENT_SECRET', what: "app's client secret", secret: true, dryRun: 'dry-run-secret' },
		{ name: 'RINGCENTRAL_JWT', what: "user's JWT credential", secret: true, dryRun: 'dry-run-jwt' },
		{
			name: 'RINGCENTRAL_CALLER_ID',
			what: 'number shown to the contact, in international form',
			secret: false,
			optional: true,
			// The range of numbers reserved for fiction (NANP 555-01XX).
			dryRun: '+12025550101',
		},
		{
			name: TOKEN_VARIABLE,
			what: 'token of your own that webhooks are believed for',
			secret: true,
			optional: true,
			dryRun: 'dry-run-webhook-token',
		},
	],
	caller: {
		variable: 'RINGCENTRAL_FROM',
		kind: 'number',
		what: 'phone that is rung first and talks',
		dryRun: '+12025550100',
	},
	baseUrl: () => 'https://platform.ringcentral.com',
	reconciliation: {
		by: 'numbers',
		byHand: "RingCentral's call log (Analytics, Call Log) shows the user's calls to each number with their times.",
	},
	scenario: 'ringcentral',
	create: ({ values, webhookUrl }) => {
		const token = values[TOKEN_VARIABLE];
		return ringCentralProvider({
			clientId: values.RINGCENTRAL_CLIENT_ID ?? '',
			clientSecret: values.RINGCENTRAL_CLIENT_SECRET ?? '',
			jwt: values.RINGCENTRAL_JWT ?? '',
			...(values.RINGCENTRAL_CALLER_ID ? { callerId: values.RINGCENTRAL_CALLER_ID } : {}),
			...(token ? { webhookToken: secretOnItsWay(TOKEN_VARIABLE, token, webhookUrl) } : {}),
			...(webhookUrl === undefined ? {} : { webhookUrl }),
		});
	},
};
