import { expect, test } from 'vitest';
import { heldJournal, watch } from './journals.js';
import { ended, intent, lineOf } from './records.js';

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
	expect(file.last.text).toBe(records.map(lineOf).join(''));
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

test('two syncs begin at least a millisecond apart, so that records gather; after a quiet moment none waits', async () => {
	const { file, clock, journal } = heldJournal();
	const begun: number[] = [];
	for (const quietMs of [0, 0, 5, 0]) {
		await clock.advance(quietMs);
		const before = file.writes.length;
		journal.append(intent(before));
		for (await clock.advance(0); file.writes.length === before; ) await clock.advance(0.25);
		begun.push(clock.monotonic());
		file.last.succeed();
	}
	const [first = 0, ...rest] = begun;
	expect(rest.map((at) => at - first)).toEqual([1, 6, 7]);
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
	expect(file.writes.map(({ text }) => text).join('')).toBe(records.map(lineOf).join(''));
});
