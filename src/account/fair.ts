/**
 * Splits `total` so that nobody gets more than it wants and the rest is even, like water in vessels of different height.
 * @param wants may hold Infinity.
 */
export function fairParts(total: number, wants: readonly number[]): number[] {
	const level = waterLevel(total, wants);
	return wants.map((want) => Math.min(want, level));
}

/** The same in whole slots; what cannot be split goes to the first of those that want more, one each. */
export function fairSlots(total: number, wants: readonly number[]): number[] {
	const level = Math.floor(waterLevel(total, wants));
	let spare = total - wants.reduce((sum, want) => sum + Math.min(want, level), 0);
	return wants.map((want) => {
		if (want <= level || spare < 1) return Math.min(want, level);
		spare -= 1;
		return level + 1;
	});
}

/** What everybody gets who wants as much; Infinity when there is enough for all. */
function waterLevel(total: number, wants: readonly number[]): number {
	let rest = total;
	let left = wants.length;
	for (const want of wants.toSorted((one, other) => one - other)) {
		if (want * left > rest) return rest / left;
		rest -= want;
		left -= 1;
	}
	return Number.POSITIVE_INFINITY;
}
