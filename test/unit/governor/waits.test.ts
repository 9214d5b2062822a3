import { expect, test } from 'vitest';
import { perPeriod } from '../../../src/governor/waits.js';

test('a pace is told in the unit in which it is one or more', () => {
	expect([1, 2.5, 0.5, 1 / 60, 1 / 3_600, 100 / 60].map((pace) => perPeriod(pace, 'start'))).toEqual([
		'1 start per second',
		'2.5 starts per second',
		'30 starts per minute',
		'1 start per minute',
		'1 start per hour',
		'1.67 starts per second',
	]);
});
