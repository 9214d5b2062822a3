import fc from 'fast-check';
import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import { verifyTwilio } from '../../../../src/providers/signatures/twilio.js';
import type { Delivery } from '../../../../src/providers/webhook.js';
import { NOW, SCHEMES, type Scheme, SECRET, URL_TOLD } from './schemes.js';

const MINUTE_MS = 60_000;
/** A bearer token has no blank in it. */
const secretOf = (scheme: Scheme) => (scheme.place === 'authorization' ? SECRET.replaceAll(' ', '-') : SECRET);

async function signed(
	scheme: Scheme,
	changes: { body?: string; secret?: string; at?: number } = {},
): Promise<Delivery> {
	const { body = scheme.body, secret = secretOf(scheme), at = NOW } = changes;
	return { ...(await scheme.sign(body, secret, at)), rawBody: Buffer.from(body), now: NOW };
}

/** Every signature that differs from this one in one bit of one character, as far as a header can carry it. */
function offByOneBit(text: string): string[] {
	return [...text].flatMap((character, place) =>
		[1, 2, 4, 8, 16]
			.map((bit) => String.fromCharCode(character.charCodeAt(0) ^ bit))
			.filter((other) => /[\x21-\x7e]/.test(other) && other.toLowerCase() !== character.toLowerCase())
			.map((other) => text.slice(0, place) + other + text.slice(place + 1)),
	);
}

describe.each(SCHEMES.map((scheme) => [scheme.name, scheme] as const))('%s', (_, scheme) => {
	const judge = (delivery: Delivery, secret = secretOf(scheme)) => scheme.verify(delivery, secret);
	const { place } = scheme;

	test('what the provider signed is good', async () => {
		expect(judge(await signed(scheme))).toBe('good');
	});

	test('one bit off, it is bad', async () => {
		const good = await signed(scheme);
		const value = place === 'url' ? good.url : (good.headers[place] ?? '');
		// Before the secret or the digest stands what everybody knows.
		const known = /^(?:https.*secret=|Bearer |v=\d+,d=|sha256=)/.exec(value)?.[0] ?? '';
		const wrong = offByOneBit(value.slice(known.length)).map((rest) => known + rest);
		expect(wrong.length).toBeGreaterThan(20);
		for (const one of wrong) {
			const changed = place === 'url' ? { ...good, url: one } : { ...good, headers: { ...good.headers, [place]: one } };
			expect([one, judge(changed)]).toEqual([one, 'bad']);
		}
	});

	test('with another secret, without one, or without a signature, it is bad', async () => {
		expect(judge(await signed(scheme, { secret: 'another' }))).toBe('bad');
		expect(judge(await signed(scheme, { secret: '' }), '')).toBe('bad');
		expect(judge({ ...(await signed(scheme)), headers: {}, url: URL_TOLD })).toBe('bad');
	});

	if (scheme.signsBody)
		test('a body that was changed, cut, or written otherwise is bad', async () => {
			const good = await signed(scheme);
			const other = scheme.body.replace('CA1', 'CA2').replace('call_1', 'call_2');
			for (const body of [scheme.reencoded, other, scheme.body.slice(0, -1), ''])
				expect([body, judge({ ...good, rawBody: Buffer.from(body) })]).toEqual([body, 'bad']);
		});

	if (scheme.signsMoment)
		test('it is good for five minutes, and its moment cannot be renewed', async () => {
			for (const direction of [-1, 1]) {
				expect(judge(await signed(scheme, { at: NOW + direction * 5 * MINUTE_MS }))).toBe('good');
				expect(judge(await signed(scheme, { at: NOW + direction * (5 * MINUTE_MS + 1_000) }))).toBe('stale');
			}
			const old = await signed(scheme, { at: NOW - 60 * MINUTE_MS });
			const digits = /\d{10,13}/;
			const renewed = Object.fromEntries(
				Object.entries(old.headers).map(([name, value = '']) => [
					name,
					name === 'x-signature'
						? value
						: value.replace(digits, (text) => String(Number(text) + (text.length > 10 ? 60 * MINUTE_MS : 3_600))),
				]),
			);
			expect(judge({ ...old, headers: renewed })).toBe('bad');
		});

	test('whatever comes, it is answered, and nothing of it is good', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				fc.string({ unit: 'binary' }),
				fc.uint8Array(),
				(value, query, body) => {
					const headers = { [place]: value, 'x-timestamp': String(NOW) };
					const delivery = { headers, rawBody: Buffer.from(body), url: `${URL_TOLD}?${query}`, now: NOW };
					expect(judge(delivery)).toBe('bad');
				},
			),
		);
	});
});

test('Twilio: we agree with the vendor about every form and address', () => {
	const word = fc.string({ unit: 'grapheme', maxLength: 8 });
	const names = fc.uniqueArray(
		word.filter((name) => name !== ''),
		{ maxLength: 5 },
	);
	const address = fc.constantFrom(
		'https://a.example/h',
		'https://a.example:8443/h?x=1',
		'http://[::1]:80/h',
		'http://u:p@h/',
	);
	fc.assert(
		fc.property(
			address,
			names,
			fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 5 }),
			(url, keys, lists) => {
				const form = keys.map((key, index) => [key, lists[index] ?? []] as const);
				const body = new URLSearchParams(
					form.flatMap(([key, values]) => values.map((value): [string, string] => [key, value])),
				).toString();
				const signature = twilio.getExpectedTwilioSignature(SECRET, url, Object.fromEntries(form));
				const headers = { 'x-twilio-signature': signature };
				const verdict = verifyTwilio({ headers, rawBody: Buffer.from(body), url, now: NOW }, SECRET);
				expect(verdict).toBe(twilio.validateRequest(SECRET, signature, url, Object.fromEntries(form)) ? 'good' : 'bad');
			},
		),
	);
});
