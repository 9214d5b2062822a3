import type { ContactResult, FileRecord, JournalRecord } from './record.js';

/**
 * Whether a value read from a file is a record with all that its type must have, in the right types. Written by hand
 * because a replay checks every line of files that may hold millions.
 */
export function isRecord(value: unknown): value is JournalRecord {
	if (!isObject(value) || !isFiniteNumber(value.at) || typeof value.type !== 'string') return false;
	const fields = FIELDS.get(value.type);
	return fields?.every(([name, holds]) => holds(value[name])) ?? false;
}

type Check = (value: unknown) => boolean;
type Fields<T> = { readonly [Name in keyof Omit<T, 'type' | 'at'>]-?: Check };

const isText: Check = (value) => typeof value === 'string';
/** What tells one thing from another is never empty. */
const isName: Check = (value) => typeof value === 'string' && value !== '';
const isFiniteNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const oneOf = (...values: readonly unknown[]): Check => {
	const known = new Set(values);
	return (value) => known.has(value);
};
const optional =
	(holds: Check): Check =>
	(value) =>
		value === undefined || holds(value);

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf<T>(fields: Fields<T>): Check {
	const entries = Object.entries<Check>(fields);
	return (value) => isObject(value) && entries.every(([name, holds]) => holds(value[name]));
}

const isResult = objectOf<ContactResult>({
	status: oneOf('completed', 'placed', 'failed'),
	to: isName,
	outcome: optional(isText),
	call: optional(isText),
	attempts: isCount,
	refusals: isCount,
	startedAt: optional(isFiniteNumber),
	endedAt: optional(isFiniteNumber),
	durationS: optional(isFiniteNumber),
	cost: optional(isFiniteNumber),
	error: optional(isText),
	message: optional(isText),
	reconciled: optional(oneOf('provider', 'person')),
	provider: optional(isName),
});

/** Told to people only; null is what JSON makes of a limit without end. */
const isLimit: Check = (value) => value === null || optional(isFiniteNumber)(value);
const isTexts: Check = (value) => isObject(value) && Object.values(value).every(isText);
const isFile = objectOf<FileRecord>({
	sha256: isText,
	print: optional(
		objectOf<NonNullable<FileRecord['print']>>({
			contacts: isCount,
			order: isFiniteNumber,
			textOrder: isFiniteNumber,
			numbers: isText,
			texts: isText,
		}),
	),
});
const ATTEMPT = { attempt: isName, contact: isName };

const RECORDS: { readonly [Type in JournalRecord['type']]: Fields<Extract<JournalRecord, { type: Type }>> } = {
	campaign: {
		v: isCount,
		campaign: isName,
		provider: isText,
		dryRun: isFlag,
		identity: oneOf('id', 'phone'),
		account: isText,
		reading: objectOf({ country: optional(isText), map: optional(isTexts) }),
		file: objectOf({ name: isText, sha256: isText, rows: isCount }),
	},
	run: {
		pid: isCount,
		host: isText,
		version: isText,
		rows: isCount,
		file: optional(isFile),
		account: optional(isText),
	},
	intent: { ...ATTEMPT, to: isName, from: isText, provider: optional(isName), batch: optional(isName) },
	failover: { provider: isName, account: isText, why: isText },
	accepted: { ...ATTEMPT, call: isText, reconciled: optional(oneOf(true)), result: optional(isResult) },
	refused: {
		...ATTEMPT,
		kind: oneOf('slots', 'rate', 'quota', 'busy', 'unknown', 'account', 'config', 'unreachable', 'called_off'),
		why: isText,
	},
	in_doubt: { ...ATTEMPT, why: isText, cannotTell: optional(oneOf(true)) },
	not_placed: { ...ATTEMPT, why: isText },
	ended: { ...ATTEMPT, result: isResult },
	limit: {
		what: optional(oneOf('slots', 'pace')),
		from: isLimit,
		to: isLimit,
		why: isText,
	},
	run_ended: { why: isText },
};

/** A map, because a plain object would know the type "constructor" as well. */
const FIELDS: ReadonlyMap<string, readonly (readonly [string, Check])[]> = new Map(
	Object.entries(RECORDS).map(([type, fields]) => [type, Object.entries<Check>(fields)]),
);
