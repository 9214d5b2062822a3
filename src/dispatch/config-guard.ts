import { AccountRefusedError, type DialerError } from '../runtime/errors.js';

/** Refused for this many different contacts in a row, with no call taken in between, it is the configuration's fault. */
const STOP_AFTER = 3;

/**
 * Tells a wrong configuration (agent, caller number, address) from one contact that the provider will not call, before the
 * whole list is burnt: the former is refused whoever is called.
 */
export class ConfigGuard {
	readonly #stop: (error: DialerError) => void;
	readonly #failover: string | undefined;
	/** Contacts refused in a row. */
	readonly #refused = new Set<string>();
	#everPassed = false;

	/** `failover`: the provider's name, where it is not the campaign's own. */
	constructor(stop: (error: DialerError) => void, failover?: string) {
		this.#stop = stop;
		this.#failover = failover;
	}

	/** The provider found nothing wrong with the configuration. */
	passed(): void {
		this.#everPassed = true;
		this.#refused.clear();
	}

	/**
	 * The provider refused the configuration with these words when this contact was called; `before` is how often it was so
	 * refused already. @returns whether the contact itself is to blame.
	 */
	failed(contact: string, message: string, before: number): boolean {
		if (before > 0 && this.#everPassed) return true;
		this.#refused.add(contact);
		if (this.#refused.size < STOP_AFTER && before < STOP_AFTER - 1) return false;
		const who = this.#failover === undefined ? 'The provider' : `The provider ${this.#failover}`;
		// The flags name those of the campaign's own provider.
		const what =
			this.#failover === undefined
				? 'the caller number (--from) and the agent (--agent)'
				: 'the variables that name its caller number and its agent';
		this.#stop(
			new AccountRefusedError(`${who} keeps refusing the configuration: ${message}`, {
				hint: `Check ${what}, then run the same command again; those contacts are still pending.`,
			}),
		);
		return false;
	}
}
