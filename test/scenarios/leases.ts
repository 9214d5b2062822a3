import { type LeaseStore, memoryLeases } from '../../src/account/lease-store.js';
import { SharedAccount } from '../../src/account/shared-account.js';
import type { Clock } from '../../src/runtime/clock.js';
import type { Coordination } from './shared-campaign.js';

/** The dialer's own way to share an account, its leases kept in memory instead of in a file. */
export function byLeases(clock: Clock): Coordination {
	const leases = memoryLeases(() => clock.now());
	const dead = new Set<string>();
	const store: LeaseStore = {
		exchange: (id, renew) => (dead.has(id) ? new Promise(() => undefined) : leases.exchange(id, renew)),
	};
	return {
		async join(id, governor) {
			const account = new SharedAccount({ id, governor, store, clock, notice: () => undefined });
			await account.join(0);
			return account.governor;
		},
		died(id) {
			dead.add(id);
			leases.kill(id);
		},
	};
}
