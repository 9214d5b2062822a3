import type { Provider } from './provider.js';
import { RETELL_BASE_URL, retellProvider } from './retell.js';

/** How an attempt whose answer was lost is found again. */
interface Reconciliation {
	/**
	 * By what the provider's calls are looked through: `attempt_id`, by which lists are filtered; `window`, calls of that
	 * time whose attempt id is compared; `numbers`, calls of that time between the same numbers; `nothing`, a person is asked.
	 */
	readonly by: 'attempt_id' | 'window' | 'numbers' | 'nothing';
	/** Where a person finds out, in one sentence. */
	readonly byHand: string;
}

/** What it takes to use a provider. */
export interface CatalogueEntry {
	readonly name: string;
	/** Environment variables: the key, the caller number and the agent. */
	readonly keyVariable: string;
	readonly fromVariable: string;
	readonly agentVariable: string;
	readonly baseUrl: string;
	readonly reconciliation: Reconciliation;
	create(options: { apiKey: string; agent: string | undefined }): Provider;
}

/** Every provider that this program can dial through, by name. */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = {
	retell: {
		name: 'retell',
		keyVariable: 'RETELL_API_KEY',
		fromVariable: 'RETELL_PHONE_NUMBER',
		agentVariable: 'RETELL_AGENT_ID',
		baseUrl: RETELL_BASE_URL,
		reconciliation: {
			by: 'attempt_id',
			byHand: "Retell's call history shows each call's metadata: look there for its attempt_id.",
		},
		create: ({ apiKey, agent }) => retellProvider({ apiKey, ...(agent === undefined ? {} : { agent }) }),
	},
};
