import { isOver, type Lease, type Standing } from './lease.js';

/** Where the dialers of one account find each other's leases. */
export interface LeaseStore {
	/**
	 * Writes one dialer's lease, made from those of the others by `renew` (without those that are over); undefined takes it
	 * away. Nobody reads or writes between what `renew` was given and what it returns; when this resolves, it is written.
	 * @throws DiskError, LockedError
	 */
	exchange(id: string, renew: (others: readonly Standing[]) => Lease | undefined): Promise<void>;
}

export interface MemoryLeases extends LeaseStore {
	/** Lets a dialer die: its lease stays, and it writes no more. */
	kill(id: string): void;
	readonly standings: readonly Standing[];
}

/** Leases of dialers in one process, for simulations. `now`: epoch ms. */
export function memoryLeases(now: () => number): MemoryLeases {
	const standings = new Map<string, Standing>();
	return {
		async exchange(id, renew) {
			for (const [other, standing] of standings) if (isOver(standing, now())) standings.delete(other);
			const lease = renew([...standings.values()].filter((standing) => standing.lease.id !== id));
			if (lease === undefined) standings.delete(id);
			else standings.set(id, { lease, living: !lease.ended });
		},
		kill(id) {
			const standing = standings.get(id);
			if (standing !== undefined) standings.set(id, { ...standing, living: false });
		},
		get standings() {
			return [...standings.values()];
		},
	};
}
