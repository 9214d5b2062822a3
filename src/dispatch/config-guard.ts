import { AccountRefusedError, type DialerError } from '../runtime/errors.js';

/** The same refusal this often in a row, with no call taken in between, is the configuration's fault. */
const STOP_AFTER = 3;

/** Stops the run before a wrong agent or caller number burns the whole list. */
export class ConfigGuard {
	readonly #stop: (error: DialerError) => void;
	#message = '';
	#count = 0;

	constructor(stop: (error: DialerError) => void) {
		this.#stop = stop;
	}

	/** The provider found nothing wrong with the configuration. */
	passed(): void {
		this.#count = 0;
	}

	/** The provider refused the configuration with these words. */
	failed(message: string): void {
		this.#count = message === this.#message ? this.#count + 1 : 1;
		this.#message = message;
		if (this.#count !== STOP_AFTER) return;
		this.#stop(
			new AccountRefusedError(`The provider refused the same configuration ${STOP_AFTER} times: ${message}`, {
				hint: 'Check the caller number (--from) and the agent (--agent), then run the same command again; those contacts are still pending.',
			}),
		);
	}
}
