import { expect, test } from 'vitest';
import { heldJournal, watch } from './journals.js';
import { CAMPAIGN, intent, written } from './records.js';

test('a commit resolves only when its own write has been synced', async () => {
	const { file, journal, turn } = heldJournal();
	const first = watch(journal.commit(intent(1)));
	await turn();
	expect(file.writes).toMatchObject([{ text: written([intent(1)]), durable: true }]);
	const second = watch(journal.commit(intent(2)));
	await turn();
	expect([first.state, second.state, file.writes.length]).toEqual(['waiting', 'waiting', 1]);

	file.last.succeed();
	await turn();
	expect([first.state, second.state]).toEqual(['resolved', 'waiting']);
	expect(file.last).toMatchObject({ text: written([intent(2)], file.size), durable: true });

	file.last.succeed();
	await turn();
	expect(second.state).toBe('resolved');
});

test('a flush waits for what was added last, and for nothing when nothing was', async () => {
	const { file, journal, turn } = heldJournal();
	await journal.flush();
	journal.append(CAMPAIGN);
	await turn();
	journal.append(intent(1));
	const flushed = watch(journal.flush());
	file.last.succeed();
	await turn();
	expect(flushed.state).toBe('waiting');
	file.last.succeed();
	await turn();
	expect(flushed.state).toBe('resolved');
	await journal.flush();
	expect(file.writes).toHaveLength(2);
});

test('a record that is merely added is synced with its batch too', async () => {
	const { file, journal, turn } = heldJournal();
	journal.append(intent(1));
	await turn();
	expect(file.writes).toMatchObject([{ text: written([intent(1)]), durable: true }]);
});

test('closing waits for the last sync before it closes the file', async () => {
	const { file, journal, turn } = heldJournal();
	journal.append(intent(1));
	const closed = watch(journal.close());
	await turn();
	expect([closed.state, file.closed]).toEqual(['waiting', false]);
	file.last.succeed();
	await turn();
	expect([closed.state, file.closed]).toEqual(['resolved', true]);
});

test('the state knows a record at once, before it is on the disk', () => {
	const { journal } = heldJournal();
	void journal.commit(intent(1));
	expect(journal.state.attempts).toBe(1);
	journal.append(intent(2));
	expect(journal.state.attempts).toBe(2);
});
