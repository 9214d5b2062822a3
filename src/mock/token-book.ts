import type { Scenario } from './scenario-schema.js';
import type { MockRequest, Reply, TokenWire } from './wire/wire.js';

/** The access tokens that were given out. Moments are epoch ms. */
export class TokenBook {
	readonly #wire: TokenWire;
	readonly #key: string | undefined;
	readonly #lifetimeMs: number;
	readonly #endsAt = new Map<string, number>();

	constructor(wire: TokenWire, { key, tokenLifetime }: Scenario) {
		this.#wire = wire;
		this.#key = key;
		this.#lifetimeMs = tokenLifetime;
	}

	isGood(token: string | undefined, now: number): boolean {
		return now < (this.#endsAt.get(token ?? '') ?? 0);
	}

	answer(request: MockRequest, now: number): { readonly isGiven: boolean; readonly reply: Reply } {
		const presented = this.#wire.readCredential(request);
		if ('status' in presented) return { isGiven: false, reply: presented };
		if (this.#key !== undefined && presented.credential !== this.#key) {
			return { isGiven: false, reply: this.#wire.refused() };
		}
		const token = `mock-access-token-${(this.#endsAt.size + 1).toString().padStart(6, '0')}`;
		this.#endsAt.set(token, now + this.#lifetimeMs);
		return { isGiven: true, reply: this.#wire.given(token, this.#lifetimeMs) };
	}
}
