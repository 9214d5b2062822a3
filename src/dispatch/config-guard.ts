import { AccountRefusedError, type DialerError } from '../runtime/errors.js';

/** Refused for this many different contacts in a row, with no call taken in between, it is the configuration's fault. */
const STOP_AFTER = 3;

/**
 * Tells a wrong configuration (agent, caller number, address) from one contact that the provider will not call, before the
 * whole list is burnt: the former is refused whoever is called.
 */
export class ConfigGuard {
	readonly #stop: (error: DialerError) => void;
	/** Contacts refused in a row. */
	readonly #refused = new Set<string>();
	#everPassed = false;

	constructor(stop: (error: DialerError) => void) {
		this.#stop = stop;
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
		this.#stop(
			new AccountRefusedError(`The provider keeps refusing the configuration: ${message}`, {
				hint: 'Check the caller number (--from) and the agent (--agent), then run the same command again; those contacts are still pending.',
			}),
		);
		return false;
	}
}
