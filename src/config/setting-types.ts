import { z } from 'zod';
import { parseDuration } from '../runtime/duration.js';

/**
 * How the values of settings are read. Each takes the text that a flag, a variable or a configuration file gives, and
 * its message completes "Expected ...".
 */

export const text = z.string().min(1, 'a text that is not empty');

export const flag = z
	.union([z.boolean(), z.enum(['true', 'false', '1', '0', ''])], 'true or false')
	.transform((value) => value === true || value === 'true' || value === '1');

/** Counts beyond this are no counts; and 400 digits would be Infinity. */
const LARGEST = 1_000_000_000;

export const count = (least: number) =>
	z
		.string()
		.regex(/^\d+$/, `a whole number of at least ${least}`)
		.transform(Number)
		.refine((value) => value >= least, `a whole number of at least ${least}`)
		.refine((value) => value <= LARGEST, `a whole number of at most ${LARGEST}`);

const DEFAULT_BATCH = 500;

/** How many at once; named without a number: the usual one. */
export const batch = z
	.union([z.literal(true), count(1)], 'a whole number of at least 1')
	.transform((value) => (value === true ? DEFAULT_BATCH : value));

/** What a timer can wait for (2^31 ms) in whole days. */
const LONGEST_MS = 24 * 86_400_000;

export const duration = z.string().transform((value, context) => {
	const ms = parseDuration(value);
	if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms;
	if (ms !== undefined && ms > LONGEST_MS) {
		context.addIssue({ code: 'custom', message: 'a time of at most 24d' });
		return z.NEVER;
	}
	context.addIssue({ code: 'custom', message: 'a time such as 500ms, 30s, 10m, 2h or 1d' });
	return z.NEVER;
});

const PER_SECOND: Record<string, number> = { s: 1, m: 60, h: 3_600 };

/** One start in a day; a pace below it would wait longer than a timer can. */
const SLOWEST = 1 / 86_400;

/** `20/s`, `100/m`, `1000/h` -> calls per second. */
export const rate = z.string().transform((value, context) => {
	const match = /^(\d+(?:\.\d+)?)\/(s|m|h)$/.exec(value);
	const calls = Number(match?.[1] ?? 0);
	const seconds = PER_SECOND[match?.[2] ?? ''];
	if (seconds !== undefined && calls / seconds >= SLOWEST && calls <= LARGEST) return calls / seconds;
	context.addIssue({ code: 'custom', message: 'a rate such as 20/s, 100/m or 1000/h' });
	return z.NEVER;
});

/** `slots=100,rate=1/s` -> live calls and starts per second. */
export const bridge = named(
	{ slots: count(1), rate },
	'limits such as slots=100,rate=1/s, or one of the two',
).transform(({ slots, rate }) => ({ slots, perSecond: rate }));

const factor = z
	.string()
	.regex(/^0?\.\d+$/)
	.transform(Number)
	.refine((value) => value > 0);

/** `increase=1,decrease=0.5,quiet=5s` -> calls, a factor, ms; what is not named is absent. */
export const aimd = named(
	{ increase: count(1), decrease: factor, quiet: duration },
	'numbers such as increase=1,decrease=0.5,quiet=5s: a whole number of at least 1, one between 0 and 1, a time',
).transform(({ increase, decrease, quiet }) => ({ increase, decrease, quietMs: quiet }));

/** Numbers, or ids of numbers: which of them depends on the provider. */
export const callers = list(z.string().min(1, 'caller numbers, separated by commas'));

export const country = z
	.string()
	.regex(/^[A-Za-z]{2}$/, 'a country code of two letters, such as US or GB')
	.transform((value) => value.toUpperCase());

export const url = z
	.string()
	.refine(
		(value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
		'an address that begins with http:// or https://',
	)
	.refine(isBare, 'an address without credentials, ? and #; keys are taken from the environment');

const LISTEN = 'a port, or host:port, such as 8080, 0.0.0.0:8080 or [::1]:8080';

/** `8080`, `0.0.0.0:8080`, `[::1]:8080`; nobody but this machine can reach it, unless a host says so. */
export const listenAddress = z.union([z.string(), z.number().transform(String)], LISTEN).transform((value, context) => {
	const match = /^(?:(\[[\da-f:.]+\]|[\w.-]*):)?(\d{1,5})$/i.exec(value);
	const port = Number(match?.[2] ?? Number.NaN);
	if (port <= 65_535) return { host: match?.[1]?.replace(/^\[|\]$/g, '') || '127.0.0.1', port };
	context.addIssue({ code: 'custom', message: LISTEN });
	return z.NEVER;
});

/** What is left out of requests may not stand there: whoever wrote it counts on it. */
function isBare(value: string): boolean {
	if (!URL.canParse(value)) return true;
	const { username, password, search, hash } = new URL(value);
	return username + password + search + hash === '';
}

/** `phone=Telefon` pairs -> record. */
export const columnMap = list(z.string().regex(/^[a-z]+=.+$/s, 'pairs such as phone=Telefon')).transform((pairs) =>
	Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
);

/** `name=value` pairs, separated by commas, each name once at most. */
function named<Shape extends z.ZodRawShape>(shape: Shape, expected: string) {
	const values = z.strictObject(shape).partial();
	return z.string(expected).transform((value, context) => {
		const pairs = value.split(',').map((pair) => pair.trim().split('='));
		const read = values.safeParse(Object.fromEntries(pairs));
		const whole =
			pairs.every((pair) => pair.length === 2) && new Set(pairs.map(([name]) => name)).size === pairs.length;
		if (read.success && whole) return read.data;
		context.addIssue({ code: 'custom', message: expected });
		return z.NEVER;
	});
}

/** Given several times, as a list, or separated by commas. */
function list<T extends z.ZodType<unknown, string>>(item: T) {
	return z
		.union([z.string(), z.array(z.string())])
		.transform((value) => (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(',')))
		.pipe(z.array(z.string().trim().pipe(item)).min(1));
}

export const limiter = z.enum(['adaptive', 'aimd'], 'adaptive or aimd');

export const until = z.enum(['placed', 'ended'], 'placed or ended');
