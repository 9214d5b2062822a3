import fc from 'fast-check';
import type { JournalRecord } from '../../../src/journal/record.js';

const place = fc.nat(999_999).map((millionths) => millionths / 1_000_000);

/** What happens to a file's bytes: at `at` (0 to 1 of the file) `remove` of them give way to others, or to a copy of some. */
const edit = fc.record({
	at: place,
	remove: fc.oneof(fc.nat(3), fc.nat(400)),
	insert: fc.oneof(
		fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
		fc.constantFrom('\n', '\r\n', '\0'.repeat(64), '\ufeff', '"', '}\n{', '\u2028').map((text) => Buffer.from(text)),
		fc.record({ from: place, length: fc.nat(400) }),
	),
	flip: fc.option(fc.nat(7)),
});

export type Mutation = (content: Buffer) => Buffer;

/** Changes of single bits and bytes, of slices that are lost, inserted or doubled, several at once. */
export const byteMutation: fc.Arbitrary<Mutation> = fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
	return (content) =>
		edits.reduce((bytes, { at, remove, insert, flip }) => {
			const offset = Math.floor(at * bytes.length);
			if (flip !== null) {
				const flipped = Buffer.from(bytes);
				flipped[offset] = (flipped[offset] ?? 0) ^ (1 << flip);
				return flipped;
			}
			const from = Buffer.isBuffer(insert) ? 0 : Math.floor(insert.from * bytes.length);
			const added = Buffer.isBuffer(insert) ? insert : bytes.subarray(from, from + insert.length);
			return Buffer.concat([bytes.subarray(0, offset), added, bytes.subarray(offset + remove)]);
		}, content);
});

/** Among wrong values those that are right elsewhere: other contacts, other attempts, one of another campaign. */
const anyValue = fc.oneof(
	fc.jsonValue({ maxDepth: 1 }),
	fc.constantFrom<unknown>(undefined, 1e308, -1, 0.5, '', '__proto__', 'constructor', true),
	fc.constantFrom('+12125550000', '+12125550002', 'id:1', 'id:3', 'c0ffee.1', 'c0ffee.2', 'c0ffee.3', 'other.1'),
);
const anyName = fc.oneof(
	fc.constantFrom('attempt', 'contact', 'to', 'type'),
	fc.constantFrom(
		'at',
		'v',
		'from',
		'call',
		'result',
		'kind',
		'why',
		'status',
		'attempts',
		'file',
		'reading',
		'dryRun',
	),
	fc.constantFrom('identity', 'campaign', 'rows', '__proto__', 'toString', 'sum'),
);
const change = fc.record({
	at: fc.nat(),
	other: fc.nat(),
	what: fc.constantFrom('field', 'drop', 'double', 'swap', 'value'),
	name: anyName,
	value: anyValue,
	inResult: fc.boolean(),
});

/** Records that are JSON still, but with wrong or missing fields, doubled, lost, in another order, or no records at all. */
export const recordMutation: fc.Arbitrary<(records: readonly JournalRecord[]) => unknown[]> = fc
	.array(change, { minLength: 1, maxLength: 4 })
	.map((changes) => (records) => changes.reduce<unknown[]>(changed, [...records]));

function changed(records: unknown[], { at, other, what, name, value, inResult }: ChangeOf): unknown[] {
	const [here, there] = [at % records.length, other % records.length];
	switch (what) {
		case 'drop':
			return records.toSpliced(Math.max(1, here), 1);
		case 'double':
			return records.toSpliced(there + 1, 0, records[here]);
		case 'swap':
			return records.with(here, records[there]).with(there, records[here]);
		case 'value':
			return records.with(here, value ?? null);
		case 'field':
			return records.with(here, withField(records[here], name, value, inResult));
	}
}

type ChangeOf = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function withField(record: unknown, name: string, value: unknown, inResult: boolean): unknown {
	if (typeof record !== 'object' || record === null || Array.isArray(record)) return value ?? null;
	const { result } = record as { result?: unknown };
	if (inResult && result !== undefined) return { ...record, result: withField(result, name, value, false) };
	const copy = { ...record };
	// As in JSON: a field of any name is the object's own.
	Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
	return copy;
}
