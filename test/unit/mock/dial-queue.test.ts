import { expect, test } from 'vitest';
import { DialQueue } from '../../../src/mock/dial-queue.js';

test('calls are dialed evenly, in their order, and at once when nobody waits', () => {
	const queue = new DialQueue({ calls: 2, per: 1_000 });
	expect([0, 0, 100, 100].map((at) => queue.take(at))).toEqual([0, 500, 1_000, 1_500]);
	expect([2_500, 2_600].map((at) => queue.take(at))).toEqual([2_500, 3_000]);
});
