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

export const count = (least: number) =>
	z
		.string()
		.regex(/^\d+$/, `a whole number of at least ${least}`)
		.transform(Number)
		.refine((value) => value >= least, `a whole number of at least ${least}`);

export const duration = z.string().transform((value, context) => {
	const ms = parseDuration(value);
	if (ms !== undefined && ms > 0) return ms;
	context.addIssue({ code: 'custom', message: 'a time such as 500ms, 30s, 10m, 2h or 1d' });
	return z.NEVER;
});

const PER_SECOND: Record<string, number> = { s: 1, m: 60, h: 3_600 };

/** `20/s`, `100/m`, `1000/h` -> calls per second. */
export const rate = z.string().transform((value, context) => {
	const match = /^(\d+(?:\.\d+)?)\/(s|m|h)$/.exec(value);
	const calls = Number(match?.[1] ?? 0);
	const seconds = PER_SECOND[match?.[2] ?? ''];
	if (seconds !== undefined && calls > 0) return calls / seconds;
	context.addIssue({ code: 'custom', message: 'a rate such as 20/s, 100/m or 1000/h' });
	return z.NEVER;
});

const BRIDGE = 'limits such as slots=100,rate=1/s, or one of the two';

/** `slots=100,rate=1/s` -> live calls and starts per second. */
export const bridge = z.string(BRIDGE).transform((value, context) => {
	const parts = value.split(',').map((part) => part.trim().split('='));
	const read = z
		.strictObject({ slots: count(1), rate })
		.partial()
		.safeParse(Object.fromEntries(parts));
	const whole = parts.every((part) => part.length === 2) && new Set(parts.map(([name]) => name)).size === parts.length;
	if (read.success && whole) return { slots: read.data.slots, perSecond: read.data.rate };
	context.addIssue({ code: 'custom', message: BRIDGE });
	return z.NEVER;
});

/** E.164 (ITU-T): a plus and 7 to 15 digits. */
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'numbers in international form, such as +14155550123');

export const numbers = list(e164);

export const country = z
	.string()
	.regex(/^[A-Za-z]{2}$/, 'a country code of two letters, such as US or GB')
	.transform((value) => value.toUpperCase());

export const url = z
	.string()
	.refine(
		(value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
		'an address that begins with http:// or https://',
	);

/** `phone=Telefon` pairs -> record. */
export const columnMap = list(z.string().regex(/^[a-z]+=.+$/s, 'pairs such as phone=Telefon')).transform((pairs) =>
	Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
);

/** Given several times, as a list, or separated by commas. */
function list<T extends z.ZodType<unknown, string>>(item: T) {
	return z
		.union([z.string(), z.array(z.string())])
		.transform((value) => (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(',')))
		.pipe(z.array(z.string().trim().pipe(item)).min(1));
}

export const limiter = z.enum(['aimd', 'adaptive'], 'aimd or adaptive');

export const until = z.enum(['placed', 'ended'], 'placed or ended');
