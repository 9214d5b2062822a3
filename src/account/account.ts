import { join } from 'node:path';
import type { Governor } from '../governor/governor.js';
import { messageOf } from '../runtime/errors.js';
import { type AccountIdentity, accountId, machineKey } from './account-id.js';
import { alone, type TurnTaker } from './alone.js';
import { type Found, readLearned, writeLearned } from './learned-file.js';
import { leaseFile } from './lease-file.js';
import { SharedAccount } from './shared-account.js';
import { accountFolder, makePrivateFolder } from './state-folder.js';

export interface AccountOptions extends TurnTaker {
	/** Where the dialer keeps what it wants to find again. */
	readonly stateFolder: string;
	readonly identity: AccountIdentity;
	/** The campaign's id. */
	readonly campaign: string;
	readonly governor: Governor;
	/** A sentence for people. */
	readonly notice: (text: string) => void;
}

/** What was found out is written down after this time, ms, and at the end. */
const KEEP_EVERY_MS = 60_000;

/**
 * What a campaign keeps of its account for the next one and shares with those that run beside it.
 * @returns undefined, after a notice, when the state folder cannot be used: a campaign does without.
 */
export function openAccount(options: AccountOptions): Account | undefined {
	const { stateFolder, identity, notice } = options;
	try {
		makePrivateFolder(stateFolder);
		const folder = accountFolder(stateFolder, accountId(machineKey(stateFolder), identity));
		makePrivateFolder(folder);
		return new Account(options, folder);
	} catch (error) {
		notice(`What this run learns of the account is not kept: ${messageOf(error)}`);
		return undefined;
	}
}

export class Account {
	/** To be asked in place of the one that was given. */
	readonly governor: Governor;
	readonly #options: AccountOptions;
	readonly #folder: string;
	readonly #shared: SharedAccount;
	#cancelNext: () => void = () => undefined;
	#turn: Promise<void> = Promise.resolve();
	#ended = false;
	#complained = false;

	constructor(options: AccountOptions, folder: string) {
		this.#options = options;
		this.#folder = folder;
		const { governor, clock, notice, campaign } = options;
		const found = readLearned(this.#learnedFile, clock.now());
		if (found !== undefined) governor.restore(found, clock.monotonic());
		const store = leaseFile(join(folder, 'leases.json'), options);
		this.#shared = new SharedAccount({ id: campaign, governor, store, clock, found, notice });
		this.governor = this.#shared.governor;
	}

	/** Live calls of the other dialers on this account. */
	get othersLive(): number {
		return this.#shared.othersLive;
	}

	/** To be called before the first start. `live`: calls of an earlier run that are about to be taken over. */
	async begin(live: number): Promise<void> {
		await this.#shared.join(live);
		this.#scheduleNext();
	}

	/** `live`: calls that stay up after this run. */
	async end(live: number): Promise<void> {
		this.#ended = true;
		this.#cancelNext();
		await this.#turn;
		await this.#keep();
		await this.#shared.leave(live);
	}

	get #learnedFile(): string {
		return join(this.#folder, 'learned.json');
	}

	#scheduleNext(): void {
		if (this.#ended) return;
		this.#cancelNext = this.#options.clock.after(KEEP_EVERY_MS, () => {
			this.#turn = this.#keep().finally(() => this.#scheduleNext());
		});
	}

	async #keep(): Promise<void> {
		const learned = this.#shared.found();
		if (learned === undefined || !this.#shared.used) return;
		const { clock, notice } = this.#options;
		const found: Found = { ...learned, at: clock.now() };
		try {
			await alone(`${this.#learnedFile}.lock`, this.#options, () =>
				writeLearned(this.#options.disk, this.#learnedFile, found),
			);
		} catch (error) {
			if (!this.#complained) notice(`What this run learns of the account is not kept: ${messageOf(error)}`);
			this.#complained = true;
		}
	}
}
