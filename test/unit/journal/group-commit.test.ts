import { expect, test } from 'vitest';
import { heldJournal, watch } from './journals.js';
import { ended, intent, written } from './records.js';

test('a hundred commits that wait while one sync is under way cost exactly one more', async () => {
	const { file, journal, turn } = heldJournal();
	const first = journal.commit(intent(0));
	await turn();
	const records = Array.from({ length: 100 }, (_, index) => intent(index + 1));
	const commits = records.map((record) => watch(journal.commit(record)));
	const states = () => new Set(commits.map(({ state }) => state));
	await turn();
	expect(file.writes).toHaveLength(1);

	file.last.succeed();
	await first;
	await turn();
	expect(file.writes).toHaveLength(2);
	expect(file.last.text).toBe(written(records, file.size));
	expect(states()).toEqual(new Set(['waiting']));
	file.last.succeed();
	await turn();
	expect(states()).toEqual(new Set(['resolved']));
	expect(file.writes).toHaveLength(2);
});

test('commits of one turn share the first sync', async () => {
	const { file, journal, turn } = heldJournal();
	const commits = [1, 2, 3].map((attempt) => journal.commit(intent(attempt)));
	await turn();
	expect(file.writes).toHaveLength(1);
	file.last.succeed();
	await Promise.all(commits);
});

test('records gather for a moment between two syncs; after a quiet while none waits', async () => {
	const { file, clock, journal } = heldJournal();
	const waits: number[] = [];
	for (const quietMs of [0, 0, 100, 0]) {
		await clock.advance(quietMs);
		const { length } = file.writes;
		const from = clock.monotonic();
		journal.append(intent(length));
		for (await clock.advance(0); file.writes.length === length; ) await clock.advance(0.25);
		waits.push(clock.monotonic() - from);
		file.last.succeed();
	}
	const [first, second = 0, third, fourth] = waits;
	expect([first, third, fourth]).toEqual([0, 0, second]);
	expect(second > 0 && second <= 10).toBe(true);
});

test('records stand in the file in the order in which they were added, however they were', async () => {
	const { file, journal, turn } = heldJournal();
	const records = Array.from({ length: 60 }, (_, index) => (index % 3 === 2 ? ended(index - 1) : intent(index)));
	for (const [index, record] of records.entries()) {
		if (index % 2 === 0) journal.append(record);
		else void journal.commit(record);
		if (index % 7 === 0) await turn();
		if (index % 11 === 0) file.last.succeed();
	}
	const flushed = journal.flush();
	for (let ends = 0; ends < 10; ends += 1) {
		file.last.succeed();
		await turn();
	}
	await flushed;
	expect(file.writes.map(({ text }) => text).join('')).toBe(written(records));
});
