/** So many calls end without a word, and then it is worth one: the first few may end before the way is open. */
const MANY = 5;

/** Notices, once, that the provider was to tell of calls and has told nothing. */
export class Unheard {
	readonly #notice: (text: string) => void;
	#missed = 0;
	#isHeard = false;

	constructor(notice: (text: string) => void) {
		this.#notice = notice;
	}

	/** Something came that the provider sent, or people know why nothing does. */
	heard(): void {
		this.#isHeard = true;
	}

	/** Asking found an end that had not been told. */
	missed(): void {
		this.#missed += 1;
		if (this.#isHeard || this.#missed !== MANY) return;
		this.#notice(
			`No webhook has come so far, and ${MANY} calls have ended: calls are asked for. Does the provider know the address, and does it lead here?`,
		);
	}
}
