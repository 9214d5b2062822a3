import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObservedLimits } from '../../../src/providers/provider.js';
import { NOW, readLimits } from './response.js';

const DAY_MS = 86_400_000;
const LONGEST_WINDOW_MS = 31 * DAY_MS;

const names = [
	...['limit', 'remaining', 'reset', 'reset-after', 'window', 'group'].flatMap((field) => [
		`x-ratelimit-${field}`,
		`x-rate-limit-${field}`,
	]),
	...['ratelimit', 'ratelimit-policy', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
	...['x-concurrent-limit', 'x-concurrent-remaining', 'x-concurrent-current', 'retry-after', 'retry-after-ms', 'date'],
];

const number = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger()).map(String);
const parameter = fc
	.tuple(fc.constantFrom('q', 'w', 'qu', 'pk', 'r', 't', 'x'), fc.oneof(number, fc.constant('"requests"')))
	.map(([name, value]) => `;${name}=${value}`);
const member = fc
	.tuple(
		fc.oneof(
			fc.string().map((text) => JSON.stringify(text)),
			number,
		),
		fc.array(parameter),
	)
	.map(([name, parameters]) => name + parameters.join(''));
const value = fc.oneof(
	fc.string(),
	number,
	fc.array(number).map((values) => values.join(', ')),
	fc.array(member).map((members) => members.join(', ')),
	fc.dictionary(fc.constantFrom('limit', 'remaining', 'reset'), number).map((counts) =>
		Object.entries(counts)
			.map((pair) => pair.join('='))
			.join(', '),
	),
	fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);

/** Every number that was read, with the largest that it may be. */
function numbersOf({ rates = [], retryAfterMs, slots }: ObservedLimits): [number | undefined, number][] {
	return [
		[retryAfterMs, DAY_MS],
		[slots?.limit, Number.MAX_SAFE_INTEGER],
		[slots?.remaining, Number.MAX_SAFE_INTEGER],
		...rates.flatMap((rate): [number | undefined, number][] => [
			[rate.resetMs, DAY_MS],
			[rate.windowMs, LONGEST_WINDOW_MS],
			[rate.limit, Number.MAX_SAFE_INTEGER],
			[rate.remaining, Number.MAX_SAFE_INTEGER],
		]),
	];
}

test('whatever the headers hold, what is read is finite, not negative and within its bounds', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.constantFrom(...names), value), (headers) => {
			const read = readLimits(headers);
			for (const [told, most] of numbersOf(read)) {
				if (told === undefined) continue;
				expect(told).toBeGreaterThanOrEqual(0);
				expect(told).toBeLessThanOrEqual(most);
			}
			const policies = (read.rates ?? []).map(({ policy }) => policy);
			expect(policies.length).toBeLessThanOrEqual(8);
			expect(new Set(policies).size).toBe(policies.length);
		}),
		{ numRuns: 500 },
	);
});

test('a reset is the same in every form, however wrong the clocks are, where the server tells its own', () => {
	const scenario = fc.record({
		skewS: fc.integer({ min: -30 * 86_400, max: 30 * 86_400 }),
		resetS: fc.integer({ min: 0, max: 86_400 }),
		form: fc.constantFrom('epoch seconds', 'epoch ms', 'seconds from now'),
	});
	fc.assert(
		fc.property(scenario, ({ skewS, resetS, form }) => {
			const serverNow = NOW + skewS * 1_000;
			const resetAt = serverNow + resetS * 1_000;
			const reset = { 'epoch seconds': resetAt / 1_000, 'epoch ms': resetAt, 'seconds from now': resetS }[form];
			const date = new Date(serverNow).toUTCString();
			const { rates } = readLimits({ date, 'x-ratelimit-reset': String(reset) });
			expect(rates).toEqual([{ policy: '', resetMs: resetS * 1_000 }]);
			const retryAfter = readLimits({ date, 'retry-after': new Date(resetAt).toUTCString() });
			expect(retryAfter).toEqual({ retryAfterMs: resetS * 1_000 });
		}),
	);
});

test('policies that are written as the drafts say are read back', () => {
	const policy = fc.record({
		name: fc.stringMatching(/^[ !#-[\]-~]{0,12}$/),
		limit: fc.nat(),
		remaining: fc.nat(),
		resetS: fc.nat(86_400),
		windowS: fc.integer({ min: 1, max: 86_400 }),
	});
	const policies = fc.uniqueArray(policy, { minLength: 1, maxLength: 8, selector: ({ name }) => name });
	fc.assert(
		fc.property(policies, (sent) => {
			const headers = {
				'ratelimit-policy': sent.map((one) => `"${one.name}";q=${one.limit};w=${one.windowS}`).join(', '),
				ratelimit: sent.map((one) => `"${one.name}";r=${one.remaining};t=${one.resetS}`).join(', '),
			};
			expect(readLimits(headers).rates).toEqual(
				sent.map(({ name, limit, remaining, resetS, windowS }) => ({
					policy: name,
					limit,
					remaining,
					resetMs: resetS * 1_000,
					windowMs: windowS * 1_000,
				})),
			);
		}),
	);
});
