import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf, printable } from '../../../src/progress/printable.js';

describe('printable text', () => {
	test('has no escape sequences', () => {
		expect(printable('\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2Jcleared')).toBe('red cleared');
		expect(printable('half a sequence \u001b[')).not.toContain('\u001b');
	});

	test('stays on one line', () => {
		expect(printable('one\r\ntwo\u2028three\tfour\n')).toBe('one two three four');
	});

	test('keeps its reading direction', () => {
		expect(printable('call \u202e12345\u2066 now')).toBe('call 12345 now');
	});

	test('keeps words of every script', () => {
		expect(printable('José 東京 Ωmega')).toBe('José 東京 Ωmega');
	});

	test('holds no control character, whatever it was made from', () => {
		const controls = fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code));
		fc.assert(
			fc.property(fc.array(fc.oneof(controls, fc.string({ unit: 'binary' }))), (pieces) => {
				const found = [...printable(pieces.join(''))].filter((character) => isControl(character.charCodeAt(0)));
				expect(found).toEqual([]);
			}),
		);
	});
});

test('wide characters count for two cells', () => {
	expect(cellsOf('abc')).toBe(3);
	expect(cellsOf('東京')).toBe(4);
});

function isControl(code: number): boolean {
	return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}
