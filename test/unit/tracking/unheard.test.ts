import { expect, test } from 'vitest';
import { Unheard } from '../../../src/tracking/unheard.js';

function told(...what: ('heard' | 'missed')[]): string[] {
	const notices: string[] = [];
	const unheard = new Unheard((text) => notices.push(text));
	for (const one of what) unheard[one]();
	return notices;
}

test('five ends without a word are worth one, once', () => {
	expect(told('missed', 'missed', 'missed', 'missed')).toEqual([]);
	expect(told(...Array<'missed'>(20).fill('missed'))).toEqual([
		'No webhook has come so far, and 5 calls have ended: calls are asked for. Does the provider know the address, and does it lead here?',
	]);
});

test('who was heard once is not said to be silent', () => {
	expect(told('missed', 'heard', ...Array<'missed'>(20).fill('missed'))).toEqual([]);
});
