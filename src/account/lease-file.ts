import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { LockedError, systemCode } from '../runtime/errors.js';
import { replaceFile } from '../runtime/files.js';
import { identify, type Processes, type ProcessIdentity, sightOf } from '../runtime/processes.js';
import { alone, type TurnTaker } from './alone.js';
import { foundSchema } from './learned-file.js';
import { isOver, type Lease, notAhead, type Standing } from './lease.js';
import type { LeaseStore } from './lease-store.js';

/** A dialer on another machine or in another container that has not been heard of for this time counts as dead, ms. */
const SILENT_AFTER_MS = 30_000;

/** JSON writes Infinity as null. */
const slots = z
	.number()
	.nonnegative()
	.nullable()
	.transform((count) => count ?? Number.POSITIVE_INFINITY);
const part = z.number().min(0).max(1);

const owned = z.object({
	owner: z.object({
		pid: z.number(),
		host: z.string(),
		born: z.string(),
		space: z.string().optional(),
		machine: z.string().optional(),
	}),
	lease: z.object({
		id: z.string(),
		startedAt: z.number(),
		heartbeatAt: z.number(),
		live: z.number().nonnegative(),
		granted: slots,
		wanted: slots,
		pace: part,
		wantedPace: part,
		probes: z.boolean(),
		longestCallMs: z.number().nonnegative(),
		learned: foundSchema.optional(),
		ended: z.boolean(),
	}),
});
const fileSchema = z.object({ v: z.literal(1), leases: z.array(owned) });

interface Owned {
	readonly owner: ProcessIdentity;
	readonly lease: Lease;
}

/**
 * The leases of all dialers on one account in one file, replaced in one step by whoever holds the lock beside it. It is
 * written without waiting for the disk: it has to outlive the processes, not the machine's power.
 */
export function leaseFile(path: string, turn: TurnTaker): LeaseStore {
	const { processes, clock, disk } = turn;
	return {
		exchange: (id, renew) =>
			alone(`${path}.lock`, turn, async () => {
				const now = clock.now();
				const others = readLeases(path)
					.map((entry) => ({ ...entry, lease: notAhead(entry.lease, now) }))
					.filter((entry) => entry.lease.id !== id && !isOver(standingOf(entry, now, processes), now));
				const lease = renew(others.map((entry) => standingOf(entry, now, processes)));
				const leases = lease === undefined ? others : [...others, { owner: identify(processes), lease }];
				const text = `${JSON.stringify({ v: 1, leases })}\n`;
				await replaceFile(disk, path, async (add) => add(text), { durable: false });
			}),
	};
}

/** @throws LockedError when another version keeps its leases there; what is damaged was not written by a dialer and is left out. */
function readLeases(path: string): Owned[] {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return [];
		throw error;
	}
	const read = fileSchema.safeParse(content);
	if (read.success) return read.data.leases;
	if (z.object({ v: z.literal(1) }).safeParse(content).success) return [];
	throw new LockedError(`Another version of the dialer keeps ${path}.`);
}

function standingOf({ owner, lease }: Owned, now: number, processes: Processes): Standing {
	const sight = sightOf(owner, processes);
	const there = sight === 'unseen' ? now - lease.heartbeatAt <= SILENT_AFTER_MS : sight === 'runs';
	return { lease, living: there && !lease.ended };
}
