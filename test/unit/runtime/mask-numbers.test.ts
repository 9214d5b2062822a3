import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { numberMask } from '../../../src/runtime/mask-numbers.js';

const mask = numberMask(createSecretKey(Buffer.alloc(32, 1)));
const WORD = /#[0-9a-z]{7}/g;
const withoutWord = (text: string) => text.replace(WORD, '');

describe('in words', () => {
	test.each([
		['+12025550142', '+1********42'],
		['+442079460018', '+44********18'],
		['+353861234567', '+353*******67'],
		['contact +12025550142: refused', 'contact +1********42: refused'],
		['to +1 (202) 555-0142.', 'to +1********42.'],
		['to +44 20 7946 0018', 'to +44********18'],
		['to=%2B12025550142&x', 'to=+1********42&x'],
		['"\\u002b12025550142"', '"+1********42"'],
		['number 2025550142 is blocked', 'number ********42 is blocked'],
		['number (202) 555-0142 is blocked', 'number ********42 is blocked'],
		['202.555.0142', '********42'],
		['sip:12025550142@host', 'sip:*********42@host'],
		['01 23 45 67 89', '********89'],
	])('%s', (text, expected) => expect(withoutWord(mask.text(text))).toBe(expected));

	test.each([
		'429 Too many requests',
		'since 2026-11-27T09:18:04.123Z',
		'192.168.100.200:8080',
		'call_0a1b2c3d4e5f6789012345',
		'leads-20261127.results.csv: 3 rows',
		'/data/20261127/leads.csv',
		'12 of 1,234,567 rows, 19.7/s',
	])('%s is left', (text) => expect(mask.text(text)).toBe(text));
});

test('one number has one mask, whatever stands around it; two numbers that look alike have two', () => {
	const [one] = mask.text('+12025550142').match(WORD) ?? [];
	expect(mask.text('contact +12025550142 3 times, +1 202 555 0142').match(WORD)).toEqual([one, one]);
	expect(mask.text('+12025551142')).not.toBe(mask.text('+12025550142'));
});

test('who lacks the key cannot find out the number by trying', () => {
	const other = numberMask(createSecretKey(Buffer.alloc(32, 2)));
	expect(other.text('+12025550142')).not.toBe(mask.text('+12025550142'));
});

test('what is masked is left as it is the second time', () => {
	const once = mask.text('+12025550142 and 2025550142');
	expect(mask.text(once)).toBe(once);
});

test('ids keep their digits, but not numbers in international form', () => {
	expect(mask.id('call_1234567890123')).toBe('call_1234567890123');
	expect(withoutWord(mask.id('call_+12025550142'))).toBe('call_+1********42');
});
