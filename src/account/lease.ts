import type { Found } from './learned-file.js';

/**
 * What one dialer tells the others that use the same account. Infinity for slots means: as many as it gets.
 */
export interface Lease {
	/** The campaign's: a later run of it takes the place of the one that died, and takes over the calls that it left. */
	readonly id: string;
	/** When the dialer came, epoch ms. */
	readonly startedAt: number;
	/** When this was written, epoch ms. */
	readonly heartbeatAt: number;
	/** Live calls when this was written. */
	readonly live: number;
	/** Live calls that it may have at most until it writes the next lease. */
	readonly granted: number;
	/** Live calls that it could use. */
	readonly wanted: number;
	/** Part of the account's pace that it has, 0..1. */
	readonly pace: number;
	/** Part of the account's pace that it could use, 0..1. */
	readonly wantedPace: number;
	/** Whether it is the one that looks for more capacity. */
	readonly probes: boolean;
	/** The longest call that it has seen, ms. */
	readonly longestCallMs: number;
	/** Absent while nothing was found out. */
	readonly learned?: Found | undefined;
	/** The dialer is gone and left `live` calls behind. */
	readonly ended: boolean;
}

/** A lease, and whether the dialer that wrote it is there. */
export interface Standing {
	readonly lease: Lease;
	readonly living: boolean;
}

/** Calls of a dead dialer are counted for twice as long as the longest that it saw, and for this time at least, ms. */
const LEAST_CALL_MS = 10 * 60_000;

/** Whether the calls that a dead dialer left must have ended by now. */
export function isOver({ lease, living }: Standing, now: number): boolean {
	return !living && now > lease.heartbeatAt + Math.max(LEAST_CALL_MS, 2 * lease.longestCallMs);
}

/**
 * The lease without moments that are still to come, as they stand in it after a clock was turned back: the dead would
 * count for as long as it was turned, and what was found out before would pass for news until then.
 */
export function notAhead(lease: Lease, now: number): Lease {
	const { heartbeatAt, learned } = lease;
	if (heartbeatAt <= now && (learned?.at ?? now) <= now) return lease;
	return {
		...lease,
		heartbeatAt: Math.min(heartbeatAt, now),
		...(learned === undefined ? {} : { learned: { ...learned, at: Math.min(learned.at, now) } }),
	};
}

/**
 * The most live calls that a dialer can have. A dead one may have started calls after its last lease, up to its grant;
 * where that had no bound, the live calls that it wrote down are all that is known.
 */
export function heldBy({ lease, living }: Standing): number {
	return living || Number.isFinite(lease.granted) ? Math.max(lease.granted, lease.live) : lease.live;
}

/** What was found out last by any of them; of two at one time, what the older dialer found. */
export function freshest(leases: readonly Lease[]): Found | undefined {
	let best: Lease | undefined;
	for (const lease of leases) {
		if (lease.learned === undefined) continue;
		const ahead = lease.learned.at - (best?.learned?.at ?? Number.NEGATIVE_INFINITY);
		if (best === undefined || ahead > 0 || (ahead === 0 && isOlder(lease, best))) best = lease;
	}
	return best?.learned;
}

/** An order that all dialers agree on. */
export function isOlder(one: Lease, other: Lease): boolean {
	return one.startedAt < other.startedAt || (one.startedAt === other.startedAt && one.id < other.id);
}
