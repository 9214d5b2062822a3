import type { Provider } from './provider.js';

/** Something that a provider needs and that differs from account to account; it is read from an environment variable. */
interface Variable {
	readonly name: string;
	/** What it is, for people: "API key". */
	readonly what: string;
	/** A secret is never shown, and never read from a file that others can read. */
	readonly secret: boolean;
	readonly optional?: true;
	/** The variable that makes this one unnecessary. */
	readonly notWith?: string;
	/** What comes in by webhooks is verified with it, though it is not named after them. */
	readonly forWebhooks?: true;
	/** What stands in for it in a dry run. */
	readonly dryRun: string;
}

/** The values of an entry's variables by their names; optional ones may be missing. */
export type Values = Readonly<Record<string, string>>;

/** Whom calls come from. */
interface CallerSetting {
	/** The environment variable that names one, or several separated by commas. */
	readonly variable: string;
	/** A number in international form, or the provider's own id of a number or a device. */
	readonly kind: 'number' | 'id';
	readonly what: string;
	/** What stands in for it in a dry run. */
	readonly dryRun: string;
}

/** Who or what talks. */
interface AgentSetting {
	readonly variable: string;
	/** Other variables that may name it instead; of all of them, one is to be set. */
	readonly or?: readonly string[];
	/** The variable that names something which has an agent of its own; only one of the two can be meant. */
	readonly notWith?: string;
	readonly what: string;
	readonly required: boolean;
	/** What stands in for it in a dry run. */
	readonly dryRun: string;
}

/** How an attempt whose answer was lost is found again. */
interface Reconciliation {
	/**
	 * By what the provider's calls are looked through: `attempt_id`, by which lists are filtered; `window`, calls of that
	 * time whose attempt id is compared; `numbers`, calls of that time between the same numbers; `nothing`, a person is asked.
	 */
	readonly by: 'attempt_id' | 'window' | 'numbers' | 'nothing';
	/** Where a person finds out, in one sentence. */
	readonly byHand: string;
	/** The provider's lists show a call only when it is over. */
	readonly endedOnly?: true;
}

/** What it takes to use a provider. */
export interface CatalogueEntry {
	/** As in `--provider`. */
	readonly name: string;
	/** The vendor's name for people. */
	readonly title: string;
	/** True when nobody has seen it work on the vendor's live API. */
	readonly experimental?: true;
	readonly variables: readonly Variable[];
	/** Absent where the provider chooses. */
	readonly caller?: CallerSetting;
	/** Absent where there is none. */
	readonly agent?: AgentSetting;
	/** The vendor's public address; some depend on the region. */
	baseUrl(values: Values): string;
	readonly reconciliation: Reconciliation;
	/** The scenario of a dry run, unless another is named. */
	readonly scenario: string;
	/**
	 * The entry for what a section of the configuration file, named as the provider, describes; present where one is needed.
	 * `source`: the file, for messages. @throws UsageError
	 */
	describe?(section: unknown, source: string): CatalogueEntry;
	/** `agent` is given where one is required. */
	/** `webhookUrl`: where calls are to be told of, if the provider can be told with each call. */
	create(given: {
		readonly values: Values;
		readonly agent: string | undefined;
		readonly webhookUrl?: string | undefined;
	}): Provider;
}

/** The variable that webhooks are verified with; undefined where they are not understood. */
export function webhookVariable({ variables }: CatalogueEntry): Variable | undefined {
	return variables.find(({ name, forWebhooks }) => forWebhooks ?? name.includes('WEBHOOK'));
}
