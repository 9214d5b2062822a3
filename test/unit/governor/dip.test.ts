import { expect, test } from 'vitest';
import { Dip } from '../../../src/governor/dip.js';

/** Refused at 0 ms with `level` calls live, though the ceiling was known to be `from`; no call ended lately. */
function dipAt(level: number, from = 20): Dip {
	return Dip.begin(from, level, false, 0, -60_000);
}

/** The same after so many refusals in all, each as soon as it is tried again, at the level that is allowed then. */
function refusedOften(refusals: number, from = 20): Dip {
	const dip = dipAt(from - 2, from);
	let now = 0;
	for (let refusal = 1; refusal < refusals; refusal += 1) {
		now += dip.waitMs(now);
		dip.refused(dip.limit - 1, now);
	}
	return dip;
}

test('it remembers when it began, at what level, and when the last call before it had ended', () => {
	expect(Dip.begin(20, 17, true, 5_000, 4_200)).toMatchObject({
		startedAt: 5_000,
		from: 20,
		level: 17,
		windowLike: true,
		endedAt: 4_200,
		lastRefusedAt: 5_000,
		climbing: false,
		takenAt: undefined,
	});
});

test('each refusal makes it wait, and it is tried again at the same level', () => {
	const dip = dipAt(17);
	expect(dip.limit).toBe(18);
	const first = dip.waitMs(0);
	expect(first).toBeGreaterThan(0);
	dip.refused(17, first);
	expect(dip).toMatchObject({ limit: 18, lastRefusedAt: first });
	expect(dip.waitMs(first)).toBeGreaterThan(first);
});

test('the level that is tried again follows the calls that end', () => {
	const dip = dipAt(17);
	dip.refused(15, 1_000);
	expect(dip.limit).toBe(16);
});

test('a slot freed late or a refusal by chance: taken after one or two refusals it is noise, at whatever level', () => {
	expect(dipAt(17).taken(18, 1_000)).toBe('noise');
	const twice = dipAt(17);
	twice.refused(4, 1_000);
	expect(twice.taken(5, 4_000)).toBe('noise');
});

test('from the third refusal on ever fewer live calls are tried, down to one', () => {
	const limits = [3, 4, 5, 6, 7, 8, 12].map((refusals) => refusedOften(refusals).limit);
	expect(limits.every((limit, index) => index === 0 || limit < (limits[index - 1] ?? 0) || limit === 1)).toBe(true);
	expect(limits[0]).toBeLessThan(18);
	expect(limits.at(-1)).toBe(1);
});

test('knocking gets slower, up to ten minutes', () => {
	const waits = [4, 5, 6, 7, 8, 40].map((refusals) => {
		const dip = refusedOften(refusals);
		return dip.waitMs(dip.lastRefusedAt);
	});
	expect(waits.every((wait, index) => index === 0 || wait > (waits[index - 1] ?? 0))).toBe(true);
	expect(waits.at(-1)).toBe(10 * 60_000);
});

test('taken after a chain it climbs, one call after the other, up to the old ceiling', () => {
	const dip = refusedOften(4);
	expect(dip.taken(dip.limit, 20_000)).toBeUndefined();
	expect(dip).toMatchObject({ climbing: true, takenAt: 20_000, limit: 20 });
	expect(dip.taken(15, 21_000)).toBeUndefined();
	expect(dip.takenAt).toBe(20_000);
});

test('refused far below, and back at the old level: not the live calls were limited', () => {
	const dip = dipAt(18);
	for (const level of [18, 14, 9]) dip.refused(level, 0);
	expect(dip.taken(10, 20_000)).toBeUndefined();
	expect(dip.taken(19, 60_000)).toBe('regained');
});

test('refused not far below, and back at the old level: the ceiling had fallen and has risen', () => {
	const dip = dipAt(18);
	for (const level of [18, 18, 18]) dip.refused(level, 0);
	dip.taken(18, 20_000);
	expect(dip.taken(19, 60_000)).toBe('recovered');
});

test.each([
	[20, 17, 'regained'],
	[20, 18, 'recovered'],
	[4, 1, 'regained'],
	[4, 2, 'recovered'],
	[100, 95, 'regained'],
	[100, 96, 'recovered'],
] as const)('with a ceiling of %i, refused at %i and back: %s', (from, low, shown) => {
	const dip = dipAt(low, from);
	dip.refused(low, 0);
	dip.refused(low, 0);
	expect(dip.taken(from, 10_000)).toBe(shown);
});

test('refused far below, and back at the old level only after minutes: the ceiling may have risen meanwhile', () => {
	const shown = [3, 4].map((minutes) => {
		const dip = dipAt(18);
		for (const level of [18, 14, 9]) dip.refused(level, 0);
		dip.taken(10, 20_000);
		return dip.taken(19, minutes * 60_000);
	});
	expect(shown).toEqual(['regained', 'recovered']);
});

test('refused far below before it began, it climbs at once: as if by a chain', () => {
	const dip = Dip.climb(20, 1_000, 30_000);
	expect(dip).toMatchObject({ climbing: true, startedAt: 1_000, takenAt: 30_000, limit: 20 });
	expect(dip.waitMs(30_000)).toBe(0);
	expect(dip.taken(5, 31_000)).toBeUndefined();
	expect(dip.taken(19, 60_000)).toBe('regained');
});
