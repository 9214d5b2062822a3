import { test } from 'vitest';
import { hostileBytes, hostileRecords } from './hostile.js';

test('100,000 checkpoints with damaged bytes', async () => {
	console.log('damaged bytes:', await hostileBytes(100_000));
}, 1_800_000);

test('100,000 checkpoints with wrong records', async () => {
	console.log('wrong records:', await hostileRecords(100_000));
}, 1_800_000);
