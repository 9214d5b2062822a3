import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fairSlots } from '../../../src/account/fair.js';
import { heldBy, type Lease, type Standing } from '../../../src/account/lease.js';
import { shareOf } from '../../../src/account/lease-table.js';
import { ceiling, lease, NOW } from './leases.js';

const ALL = Number.POSITIVE_INFINITY;

interface Dialer {
	standing: Standing;
	/** Calls that are up, of which the lease may not know yet. */
	live: number;
	wanted: number;
}

/** Dialers that come, call, renew their leases and die, on an account whose ceiling is known to all. */
class World {
	readonly dialers: Dialer[] = [];
	#found: ReturnType<typeof ceiling>;

	constructor(slots: number) {
		this.#found = ceiling(slots, NOW);
	}

	get ceiling(): number {
		return this.#found.ceiling ?? 0;
	}

	/** Joins with its first renewal; somebody else is there from the start. */
	join(wanted: number): void {
		const id = String.fromCharCode(97 + this.dialers.length);
		const startedAt = NOW + this.dialers.length;
		this.dialers.push({ standing: { lease: lease(id, { startedAt }), living: true }, live: 0, wanted });
		this.renew(this.dialers.length - 1);
	}

	renew(index: number): void {
		const dialer = this.dialers[index];
		if (dialer === undefined || !dialer.standing.living) return;
		const own: Lease = {
			...dialer.standing.lease,
			live: dialer.live,
			wanted: dialer.wanted,
			learned: this.#found,
		};
		const others = this.dialers.flatMap(({ standing }) => (standing === dialer.standing ? [] : [standing]));
		const share = shareOf(own, others);
		const granted = share.slots === ALL ? this.ceiling : share.slots;
		dialer.standing = { living: true, lease: { ...own, granted, pace: share.pace, probes: share.mayProbe } };
	}

	/** Starts as many calls as its grant allows, at most. */
	call(index: number, calls: number): void {
		const dialer = this.dialers[index];
		if (dialer === undefined || !dialer.standing.living) return;
		const room = Math.max(0, Math.min(dialer.standing.lease.granted, dialer.wanted) - dialer.live);
		dialer.live += Math.min(room, calls);
	}

	hangUp(index: number, calls: number): void {
		const dialer = this.dialers[index];
		if (dialer !== undefined) dialer.live = Math.max(0, dialer.live - calls);
	}

	die(index: number): void {
		const dialer = this.dialers[index];
		if (dialer !== undefined) dialer.standing = { ...dialer.standing, living: false };
	}

	find(slots: number): void {
		this.#found = ceiling(slots, this.#found.at + 1);
	}

	get held(): number {
		return this.dialers.reduce((sum, { standing }) => sum + heldBy(standing), 0);
	}

	/** Calls that are really up. */
	get live(): number {
		return this.dialers.reduce((sum, { live }) => sum + live, 0);
	}

	get living(): Dialer[] {
		return this.dialers.filter(({ standing }) => standing.living);
	}
}

const someone = fc.nat(5);
const step = fc.oneof(
	{
		weight: 2,
		arbitrary: fc.record({ does: fc.constant('join' as const), many: fc.oneof(fc.nat(20), fc.constant(ALL)) }),
	},
	{ weight: 6, arbitrary: fc.record({ does: fc.constant('renew' as const), who: someone }) },
	{ weight: 6, arbitrary: fc.record({ does: fc.constant('call' as const), who: someone, many: fc.nat(20) }) },
	{ weight: 3, arbitrary: fc.record({ does: fc.constant('hangUp' as const), who: someone, many: fc.nat(10) }) },
	{ weight: 1, arbitrary: fc.record({ does: fc.constant('die' as const), who: someone }) },
	{ weight: 1, arbitrary: fc.record({ does: fc.constant('find' as const), many: fc.integer({ min: 1, max: 30 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(world: World, does: Step): void {
	if (does.does === 'join') {
		if (world.dialers.length < 6) world.join(does.many);
	} else if (does.does === 'renew') world.renew(does.who);
	else if (does.does === 'call') world.call(does.who, does.many);
	else if (does.does === 'hangUp') world.hangUp(does.who, does.many);
	else if (does.does === 'die') world.die(does.who);
	else world.find(does.many);
}

test('whatever the order of events, what is held never exceeds the ceiling or what was held when it fell', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 30 }), fc.array(step, { maxLength: 60 }), (slots, steps) => {
			const world = new World(slots);
			world.join(ALL);
			for (const each of steps) {
				const before = world.held;
				take(world, each);
				expect(world.held).toBeLessThanOrEqual(Math.max(world.ceiling, before));
				expect(world.live).toBeLessThanOrEqual(world.held);
				expect(world.living.filter(({ standing }) => standing.lease.probes).length).toBeLessThanOrEqual(1);
				const pace = world.living.reduce((sum, { standing }) => sum + standing.lease.pace, 0);
				expect(pace).toBeLessThanOrEqual(1 + 1e-9);
			}
		}),
		{ numRuns: 500 },
	);
});

test('when calls end and demands stay, every dialer comes to its fair part, one probes, and the pace is given out', () => {
	const demands = fc.array(fc.oneof(fc.nat(20), fc.constant(ALL)), { minLength: 2, maxLength: 5 });
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 60 }), demands, fc.array(step, { maxLength: 40 }), (slots, wants, steps) => {
			const world = new World(slots);
			for (const wanted of wants) world.join(wanted);
			for (const each of steps) take(world, each);
			for (let round = 0; round < 4; round += 1) {
				for (const index of world.dialers.keys()) {
					if (world.dialers[index]?.standing.living) world.hangUp(index, 1_000);
					world.renew(index);
				}
			}
			const { living } = world;
			if (living.length < 2) return;
			const dead = world.dialers.flatMap(({ standing }) => (standing.living ? [] : [standing]));
			const left = Math.max(0, world.ceiling - dead.reduce((sum, standing) => sum + heldBy(standing), 0));
			const fair = fairSlots(
				left,
				living.map(({ wanted }) => wanted),
			);
			expect(living.map(({ standing }) => standing.lease.granted)).toEqual(fair);
			expect(living.filter(({ standing }) => standing.lease.probes)).toHaveLength(1);
			for (const { standing } of living) expect(standing.lease.pace).toBeCloseTo(1 / living.length);
		}),
	);
});
