import type { Provider } from './provider.js';
import { RETELL_BASE_URL, retellProvider } from './retell.js';

/** What it takes to use a provider. */
export interface CatalogueEntry {
	readonly name: string;
	/** Environment variables: the key, the caller number and the agent. */
	readonly keyVariable: string;
	readonly fromVariable: string;
	readonly agentVariable: string;
	readonly baseUrl: string;
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
		create: ({ apiKey, agent }) => retellProvider({ apiKey, ...(agent === undefined ? {} : { agent }) }),
	},
};
