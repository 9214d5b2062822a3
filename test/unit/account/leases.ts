import type { Lease, Standing } from '../../../src/account/lease.js';

export const NOW = Date.UTC(2026, 0, 5, 9);

/** The lease of a dialer that holds nothing and wants all it can get. */
export function lease(id: string, fields: Partial<Lease> = {}): Lease {
	return {
		id,
		startedAt: NOW - 60_000,
		heartbeatAt: NOW,
		live: 0,
		granted: 0,
		wanted: Number.POSITIVE_INFINITY,
		pace: 0,
		wantedPace: 1,
		probes: false,
		longestCallMs: 0,
		ended: false,
		...fields,
	};
}

export function living(id: string, fields: Partial<Lease> = {}): Standing {
	return { lease: lease(id, fields), living: true };
}

export function dead(id: string, fields: Partial<Lease> = {}): Standing {
	return { lease: lease(id, fields), living: false };
}

/** The ceiling as found out at this moment. */
export function ceiling(slots: number | undefined, at = NOW - 1_000) {
	return { at, ceiling: slots, proven: 0 };
}
