import type { Admission, Governor, Learned, Share, Ticket } from '../../../src/governor/governor.js';

/** A governor that knows what it is told, and of which only what concerns the account can be used. */
export class FakeGovernor implements Governor {
	live = 0;
	#issued = 0;
	known: Learned = { proven: 0 };
	readonly shares: Share[] = [];
	readonly restored: Learned[] = [];

	get shared(): Share | undefined {
		return this.shares.at(-1);
	}

	share(share: Share): void {
		this.shares.push(share);
	}

	learned(): Learned {
		return this.known;
	}

	restore(learned: Learned): void {
		this.restored.push(learned);
		this.known = learned;
	}

	/** As a dispatcher with work would ask: starts a call, unless the share is used up. */
	admit(): Admission {
		if (this.live >= (this.shared?.slots ?? 0)) return { waitMs: 1_000, why: { code: 'slots', text: 'full' } };
		this.live += 1;
		return { ticket: this.#ticket() };
	}

	snapshot() {
		return { slots: this.shared?.slots ?? 0, live: this.live, pacePerSecond: undefined, downSince: undefined };
	}

	accepted(): void {}
	refused(): void {}
	failed(): void {}
	ended(): void {}
	observe(): void {}
	observeRead(): void {}
	told(): void {}
	adopt = () => this.#ticket();
	silence = () => 0;
	changes = () => [];

	#ticket(): Ticket {
		this.#issued += 1;
		return { id: this.#issued, epoch: 0 };
	}
}
