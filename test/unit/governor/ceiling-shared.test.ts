import { expect, test } from 'vitest';
import { Ceiling } from '../../../src/governor/ceiling.js';
import { ALONE } from '../../../src/governor/governor.js';

/** A ceiling of 20 on the account, reached by this dialer alone. */
function known(): Ceiling {
	const ceiling = new Ceiling(1, 100, false);
	ceiling.confirmed(20, 0);
	ceiling.set(20);
	return ceiling;
}

test('what others hold is taken off, but one call may always be tried', () => {
	const ceiling = known();
	ceiling.share({ ...ALONE, othersLive: 12 });
	expect(ceiling).toMatchObject({ cap: 20, others: 12, allowed: 8 });
	ceiling.share({ ...ALONE, othersLive: 30 });
	expect(ceiling.allowed).toBe(1);
});

test('the share bounds what may be live, down to none', () => {
	const ceiling = known();
	ceiling.share({ ...ALONE, slots: 6 });
	expect([ceiling.allows(5, 0, 0), ceiling.allows(6, 0, 0)]).toEqual([true, false]);
	ceiling.share({ ...ALONE, slots: 0 });
	expect(ceiling.allowed).toBe(0);
	expect(ceiling.allows(0, 0, 0)).toBe(false);
});

test("beyond what is proven starts are made only in one's own turn", () => {
	const ceiling = new Ceiling(1, 100, false);
	ceiling.confirmed(5, 0);
	ceiling.share({ ...ALONE, mayProbe: false });
	expect([ceiling.allows(4, 0, 0), ceiling.allows(5, 0, 0)]).toEqual([true, false]);
	ceiling.share(ALONE);
	expect(ceiling.allows(5, 0, 0)).toBe(true);
});

test.each([
	['alone', ALONE, true],
	['with others that hold the rest', { ...ALONE, othersLive: 10 }, false],
	['with a share that is smaller than the ceiling', { ...ALONE, slots: 19 }, false],
	['when it is the turn of another', { ...ALONE, mayProbe: false }, false],
])('whether one call above the ceiling may be tried: %s', (_, share, full) => {
	const ceiling = known();
	ceiling.share(share);
	expect(ceiling.isFull(20)).toBe(full);
});

test("it is the account that is full, by others' calls and one's own", () => {
	const ceiling = known();
	ceiling.share({ ...ALONE, othersLive: 12 });
	expect([7, 8].map((live) => ceiling.isFull(live))).toEqual([false, true]);
});
