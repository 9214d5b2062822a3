import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Two 32-bit integers: what something is known by, and what it was. */
export interface Pair {
	readonly key: number;
	readonly value: number;
}

/** Each pair lies in one cell of each part: some 160 differing pairs can be told, of more nothing can. */
const PARTS = 4;
const PART_CELLS = 60;
/** Count, and the keys, values and checks of the cell's pairs, each combined by XOR. */
const CELL_FIELDS = 4;
const LENGTH = PARTS * PART_CELLS * CELL_FIELDS;

/**
 * A set of pairs in 4 kB, however many they are: two sketches tell in which pairs their sets differ, as long as those are
 * not too many (an invertible Bloom lookup table: Goodrich and Mitzenmacher, 2011). A pair may be added once only.
 */
export class PairSketch {
	readonly #cells: Int32Array;

	constructor(cells = new Int32Array(LENGTH)) {
		this.#cells = cells;
	}

	/** @param text of `toString`. @returns undefined when it is none. */
	static parse(text: string): PairSketch | undefined {
		try {
			const bytes = inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: LENGTH * 4 });
			if (bytes.length !== LENGTH * 4) return undefined;
			return new PairSketch(Int32Array.from({ length: LENGTH }, (_, index) => bytes.readInt32LE(index * 4)));
		} catch {
			return undefined; // whatever it is, it is no sketch
		}
	}

	toString(): string {
		const bytes = Buffer.alloc(LENGTH * 4);
		for (const [index, cell] of this.#cells.entries()) bytes.writeInt32LE(cell, index * 4);
		return deflateRawSync(bytes).toString('base64');
	}

	add(pair: Pair): void {
		toggle(this.#cells, pair, 1);
	}

	/** What this one has and `before` has not, and the reverse; undefined when it is too much to be told. */
	since(before: PairSketch): { readonly come: Pair[]; readonly gone: Pair[] } | undefined {
		const rest = this.#minus(before);
		const found = { come: [] as Pair[], gone: [] as Pair[] };
		const queue = Array.from({ length: PARTS * PART_CELLS }, (_, cell) => cell);
		for (let cell = queue.pop(); cell !== undefined; cell = queue.pop()) {
			const count = rest[cell * CELL_FIELDS] ?? 0;
			const pair = lonely(rest, cell);
			if (pair === undefined) continue;
			(count > 0 ? found.come : found.gone).push(pair);
			queue.push(...toggle(rest, pair, -count));
		}
		return rest.every((field) => field === 0) ? found : undefined;
	}

	#minus(before: PairSketch): Int32Array {
		const other = before.#cells;
		return this.#cells.map((field, index) =>
			index % CELL_FIELDS === 0 ? field - (other[index] ?? 0) : field ^ (other[index] ?? 0),
		);
	}
}

/** Puts a pair in (1) or takes it out (-1). @returns the cells that it lies in. */
function toggle(cells: Int32Array, pair: Pair, sign: number): number[] {
	const check = checkOf(pair);
	const places: number[] = [];
	for (let part = 0; part < PARTS; part += 1) {
		const place = part * PART_CELLS + ((mixed(check + Math.imul(part + 1, 0x9e3779b9)) >>> 0) % PART_CELLS);
		const at = place * CELL_FIELDS;
		cells[at] = (cells[at] ?? 0) + sign;
		cells[at + 1] = (cells[at + 1] ?? 0) ^ pair.key;
		cells[at + 2] = (cells[at + 2] ?? 0) ^ pair.value;
		cells[at + 3] = (cells[at + 3] ?? 0) ^ check;
		places.push(place);
	}
	return places;
}

/** The pair of a cell that holds no other. */
function lonely(cells: Int32Array, cell: number): Pair | undefined {
	const at = cell * CELL_FIELDS;
	if (Math.abs(cells[at] ?? 0) !== 1) return undefined;
	const pair = { key: cells[at + 1] ?? 0, value: cells[at + 2] ?? 0 };
	return checkOf(pair) === cells[at + 3] ? pair : undefined;
}

function checkOf({ key, value }: Pair): number {
	return mixed(Math.imul(key, 0x27d4eb2f) ^ mixed(value));
}

/** FNV-1a, 32 bits, well mixed: tells texts apart, and hides nothing. */
export function hash32(text: string, seed = 0): number {
	let hash = seed ^ 0x811c9dc5;
	for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	return mixed(hash);
}

/** The finalizer of MurmurHash3: every bit depends on every other. @returns a signed 32-bit integer. */
export function mixed(bits: number): number {
	let hash = bits ^ (bits >>> 16);
	hash = Math.imul(hash, 0x85ebca6b);
	hash ^= hash >>> 13;
	hash = Math.imul(hash, 0xc2b2ae35);
	return hash ^ (hash >>> 16);
}
