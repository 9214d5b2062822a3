import type { Share } from '../governor/governor.js';
import { fairParts, fairSlots } from './fair.js';
import { freshest, heldBy, isOlder, type Lease, type Standing } from './lease.js';

/** What a dialer has that shares its account with nobody. */
export const ALONE: Share = { othersLive: 0, slots: Number.POSITIVE_INFINITY, pace: 1, mayProbe: true };

/**
 * One dialer's part of an account. It takes only what nobody else holds by the leases of this moment: so grants never add
 * up to more than the ceiling, in whatever order the dialers come by, and one that has too much gives it up first.
 * @param own its lease with what it has and wants now; what it was granted before does not matter.
 * @param others those of the others, without what is over.
 */
export function shareOf(own: Lease, others: readonly Standing[]): Share {
	if (others.length === 0) return ALONE;
	const living = others.flatMap(({ lease, living }) => (living ? [lease] : []));
	const dialers = [...living, own].sort((one, other) => (isOlder(one, other) ? -1 : 1));
	const mayProbe = living.every(({ probes }) => !probes) && seeker(dialers) === own;
	return {
		othersLive: sum(others.map((standing) => (standing.living ? standing.lease.live : heldBy(standing)))),
		slots: slotsOf(own, dialers, others, mayProbe),
		pace: paceOf(own, dialers),
		mayProbe,
	};
}

/** Who should look for more capacity: the oldest that could use it. */
function seeker(dialers: readonly Lease[]): Lease | undefined {
	return dialers.find(({ wanted }) => wanted === Number.POSITIVE_INFINITY) ?? dialers[0];
}

function slotsOf(own: Lease, dialers: readonly Lease[], others: readonly Standing[], mayProbe: boolean): number {
	const ceiling = freshest([own, ...others.map(({ lease }) => lease)])?.ceiling;
	if (ceiling === undefined) return unboundedSlotsOf(own, dialers, mayProbe);
	const free = ceiling - sum(others.map(heldBy));
	const left = ceiling - sum(others.filter(({ living }) => !living).map(heldBy));
	const fair = fairSlots(
		Math.max(0, Math.floor(left)),
		wants(dialers, ({ wanted }) => wanted),
	);
	return Math.max(0, Math.min(Math.floor(free), fair[dialers.indexOf(own)] ?? 0));
}

/**
 * While no ceiling is known, what all have live is shared, and one of them looks for more: the one that may, as soon as the
 * others have their part.
 */
function unboundedSlotsOf(own: Lease, dialers: readonly Lease[], mayProbe: boolean): number {
	const total = sum(dialers.map(({ live }) => live));
	const fair = fairSlots(
		Math.max(total, dialers.length),
		dialers.map(({ wanted }) => wanted),
	);
	const part = (lease: Lease) => Math.max(1, fair[dialers.indexOf(lease)] ?? 0);
	if (!mayProbe) return part(own);
	const haveTheirs = dialers.every((lease) => lease === own || lease.live >= part(lease));
	return haveTheirs ? Number.POSITIVE_INFINITY : part(own);
}

function paceOf(own: Lease, dialers: readonly Lease[]): number {
	const free = 1 - sum(dialers.map((lease) => (lease === own ? 0 : lease.pace)));
	const fair = fairParts(
		1,
		wants(dialers, ({ wantedPace }) => wantedPace),
	);
	return Math.max(0, Math.min(1, free, fair[dialers.indexOf(own)] ?? 0));
}

/** One that is alone with the calls of the dead need not justify what it takes. */
function wants(dialers: readonly Lease[], want: (lease: Lease) => number): number[] {
	return dialers.length === 1 ? [Number.POSITIVE_INFINITY] : dialers.map(want);
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
