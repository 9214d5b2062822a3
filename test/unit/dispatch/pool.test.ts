import { expect, test } from 'vitest';
import { Pool } from '../../../src/dispatch/pool.js';

/** Tasks that go on until the test ends them. */
function held() {
	const ends: (() => void)[] = [];
	const task = () => new Promise<void>((resolve) => ends.push(resolve));
	return { ends, task };
}

function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

test('no more tasks run than there are slots; the next begins when one ends', async () => {
	const pool = new Pool(2);
	const { ends, task } = held();
	for (let count = 0; count < 5; count += 1) pool.run(task);
	await turn();
	expect([ends.length, pool.active]).toEqual([2, 5]);
	ends[0]?.();
	await turn();
	expect([ends.length, pool.active]).toEqual([3, 4]);
});

test('a raised limit lets waiting tasks begin', async () => {
	const pool = new Pool(1);
	const { ends, task } = held();
	for (let count = 0; count < 4; count += 1) pool.run(task);
	pool.resize(3);
	await turn();
	expect(ends).toHaveLength(3);
});

test('a lowered limit touches nothing that runs, and holds what comes', async () => {
	const pool = new Pool(3);
	const { ends, task } = held();
	for (let count = 0; count < 3; count += 1) pool.run(task);
	await turn();
	pool.resize(1);
	pool.run(task);
	for (const end of ends.slice(0, 2)) end();
	await turn();
	expect([ends.length, pool.active]).toEqual([3, 2]);
	ends[2]?.();
	await turn();
	expect([ends.length, pool.active]).toEqual([4, 1]);
});

test('the limit never falls below one', async () => {
	const pool = new Pool(1);
	const { ends, task } = held();
	pool.resize(0);
	pool.run(task);
	await turn();
	expect(ends).toHaveLength(1);
});

test('tasks that are running when the limit falls below their number go on: calls of an earlier run are followed', async () => {
	const pool = new Pool(4);
	const { ends, task } = held();
	for (let count = 0; count < 4; count += 1) pool.run(task);
	pool.resize(1);
	await turn();
	expect(ends).toHaveLength(4);
});

test('it is drained when the last task has ended, not before', async () => {
	const pool = new Pool(2);
	const { ends, task } = held();
	for (let count = 0; count < 3; count += 1) pool.run(task);
	let drained = false;
	const done = pool.drained().then(() => {
		drained = true;
	});
	await turn();
	for (const end of ends) end();
	await turn();
	expect([drained, pool.active]).toEqual([false, 1]);
	ends[2]?.();
	await done;
	expect(pool.active).toBe(0);
});

test('an empty pool is drained at once, and so is one whose tasks end in the same turn', async () => {
	const pool = new Pool(2);
	await pool.drained();
	for (let count = 0; count < 5; count += 1) pool.run(() => Promise.resolve());
	await pool.drained();
	expect(pool.active).toBe(0);
});
