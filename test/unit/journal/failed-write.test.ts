import { expect, test } from 'vitest';
import { DiskError } from '../../../src/runtime/errors.js';
import { heldJournal, watch } from './journals.js';
import { intent } from './records.js';

const FULL = new DiskError('the disk is full');

test('after a failed write every commit rejects: those of the batch, those that waited and all later ones', async () => {
	const { file, failures, journal, turn } = heldJournal();
	const inBatch = watch(journal.commit(intent(1)));
	await turn();
	const waiting = [watch(journal.commit(intent(2))), watch(journal.commit(intent(3)))];
	file.last.fail(FULL);
	await turn();
	const later = watch(journal.commit(intent(4)));
	await turn();
	for (const commit of [inBatch, ...waiting, later]) expect(commit).toEqual({ state: 'rejected', error: FULL });
	expect(failures).toEqual([FULL]);
	expect(file.writes).toHaveLength(1);
});

test('a failure is told at once, once, also when nobody waits for the write', async () => {
	const { file, failures, journal, turn } = heldJournal();
	journal.append(intent(1));
	await turn();
	journal.append(intent(2));
	file.last.fail(FULL);
	await turn();
	expect(failures).toEqual([FULL]);
	journal.append(intent(3));
	await turn();
	expect(failures).toEqual([FULL]);
	await expect(journal.flush()).rejects.toBe(FULL);
	expect(file.writes).toHaveLength(1);
});

test('a write that fails after others succeeded keeps theirs resolved', async () => {
	const { file, journal, turn } = heldJournal();
	const safe = watch(journal.commit(intent(1)));
	await turn();
	const lost = watch(journal.commit(intent(2)));
	file.last.succeed();
	await turn();
	file.last.fail(FULL);
	await turn();
	expect([safe.state, lost.state]).toEqual(['resolved', 'rejected']);
});

test('closing after a failure tells it, and closes the file all the same', async () => {
	const { file, journal, turn } = heldJournal();
	journal.append(intent(1));
	await turn();
	file.last.fail(FULL);
	await turn();
	await expect(journal.close()).rejects.toBe(FULL);
	expect(file.closed).toBe(true);
});
