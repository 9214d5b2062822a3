import { expect, test } from 'vitest';
import { Lanes } from '../../../src/dispatch/lanes.js';
import type { WorkItem } from '../../../src/dispatch/work.js';
import type { ContactResult } from '../../../src/journal/record.js';
import { item, stream } from './items.js';

function lanes(high: string[][], bulk: string[][]): Lanes {
	return new Lanes({ high: stream('high', ...high), bulk: stream('bulk', ...bulk) }, () => undefined);
}

/** Takes up to `count` contacts, each when there is one; their names. */
async function take(work: Lanes, count = 100): Promise<string[]> {
	const names: string[] = [];
	while (names.length < count && (await work.ready())) names.push(work.take()?.contact.key ?? 'nothing');
	return names;
}

function names(prefix: string, count: number): string[] {
	return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

test('high goes first, but every fifth start is bulk', async () => {
	const work = lanes([names('h', 9)], [names('b', 4)]);
	expect(await take(work)).toEqual(['h1', 'h2', 'h3', 'h4', 'b1', 'h5', 'h6', 'h7', 'h8', 'b2', 'h9', 'b3', 'b4']);
});

test('an empty lane gives its turns to the other', async () => {
	expect(await take(lanes([], [names('b', 7)]))).toEqual(names('b', 7));
	expect(await take(lanes([names('h', 7)], []))).toEqual(names('h', 7));
});

test('with both lanes empty nothing is ready', async () => {
	const work = lanes([], []);
	expect(await work.ready()).toBe(false);
	expect(work.take()).toBeUndefined();
});

test('batches follow each other, empty ones too, in the order of the file', async () => {
	const work = lanes([], [['b1', 'b2'], [], [], ['b3'], []]);
	expect(await take(work)).toEqual(['b1', 'b2', 'b3']);
	expect(await work.ready()).toBe(false);
});

test('the file is read on only when the contacts at hand are used up', async () => {
	let batches = 0;
	async function* counted(): AsyncGenerator<WorkItem[]> {
		for (const name of names('b', 3)) {
			batches += 1;
			yield [item(name)];
		}
	}
	const work = new Lanes({ high: stream('high'), bulk: counted() }, () => undefined);
	for (let ready = 0; ready < 3; ready += 1) await work.ready();
	expect(batches).toBe(1);
	work.take();
	await work.ready();
	expect(batches).toBe(2);
});

test('who is given back goes to the head of the own lane, before everybody who was not called yet', async () => {
	const work = lanes([['h1', 'h2', 'h3']], [['b1', 'b2']]);
	expect(await take(work, 1)).toEqual(['h1']);
	work.giveBack(item('h1', 'high'));
	expect(await take(work, 2)).toEqual(['h1', 'h2']);
	work.giveBack(item('b0', 'bulk'));
	expect(await take(work)).toEqual(['h3', 'b0', 'b1', 'b2']);
});

test('who is given back after the last contact was taken is ready again', async () => {
	const work = lanes([], [['b1']]);
	await take(work);
	expect(await work.ready()).toBe(false);
	work.giveBack(item('b1'));
	expect(await take(work)).toEqual(['b1']);
	expect(await work.ready()).toBe(false);
});

test('nobody is lost and nobody comes twice, whoever is given back', async () => {
	const work = lanes([names('h', 20)], [names('b', 20), names('c', 20)]);
	const called: string[] = [];
	let turn = 0;
	while (await work.ready()) {
		const taken = work.take();
		if (taken === undefined) throw new Error('ready, but nothing to take');
		turn += 1;
		if (turn % 3 === 0) work.giveBack(taken);
		else called.push(taken.contact.key);
	}
	expect(called.sort()).toEqual([...names('h', 20), ...names('b', 20), ...names('c', 20)].sort());
});

test('who is settled is handed on with the result', () => {
	const settled: [WorkItem, ContactResult][] = [];
	const work = new Lanes({ high: stream('high'), bulk: stream('bulk') }, (...told) => settled.push(told));
	const result: ContactResult = { status: 'completed', to: '+12125550100', attempts: 1, refusals: 0 };
	const called = item('b1');
	work.settle(called, result);
	expect(settled).toEqual([[called, result]]);
});

test('what is postponed comes when all else of its lane was taken, and again as often as it is', async () => {
	const work = lanes([], [['b1', 'b2'], ['b3']]);
	expect(await take(work, 1)).toEqual(['b1']);
	work.postpone(item('b1'));
	work.giveBack(item('b0'));
	expect(await take(work)).toEqual(['b0', 'b2', 'b3', 'b1']);
	work.postpone(item('b1'));
	expect(await take(work)).toEqual(['b1']);
	expect(await work.ready()).toBe(false);
});

test('closing ends the reading of both lanes, wherever it stands', async () => {
	const closed: string[] = [];
	async function* watched(lane: 'high' | 'bulk'): AsyncGenerator<WorkItem[]> {
		try {
			for await (const items of stream(lane, [`${lane}1`], [`${lane}2`])) yield items;
		} finally {
			closed.push(lane);
		}
	}
	const work = new Lanes({ high: watched('high'), bulk: watched('bulk') }, () => undefined);
	expect(await take(work, 1)).toEqual(['high1']);
	await work.close();
	expect(closed.sort()).toEqual(['bulk', 'high']);
});

test('a file that breaks off is an error and not an end, whoever asks next', async () => {
	async function* broken(): AsyncGenerator<WorkItem[]> {
		yield [item('b1')];
		throw new Error('the file was changed');
	}
	const work = new Lanes({ high: stream('high'), bulk: broken() }, () => undefined);
	expect(await take(work, 1)).toEqual(['b1']);
	await expect(work.ready()).rejects.toThrow('the file was changed');
	await expect(work.ready()).rejects.toThrow('the file was changed');
});
