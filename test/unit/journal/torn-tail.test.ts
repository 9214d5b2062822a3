import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { replay } from '../../../src/journal/replay.js';
import { systemDisk } from '../../../src/runtime/disk.js';
import { openAppendFile } from '../../../src/runtime/files.js';
import { CAMPAIGN, checkpoint, ended, intent, lineOf } from './records.js';
import { viewOf } from './state-view.js';

const WHOLE = [CAMPAIGN, intent(1), ended(1, 1, { message: 'Zoë' }), intent(2)];
const LAST = lineOf(ended(2, 2, { message: 'Zoë 🎉 日本' }));

test('a last line torn at any byte is cut off and reported; all before it counts', async () => {
	const whole = Buffer.from(WHOLE.map(lineOf).join(''));
	const last = Buffer.from(LAST);
	const path = await checkpoint(whole);
	const before = await replay(path);
	expect(before).toMatchObject({ bytes: whole.length, tornBytes: 0 });
	for (let kept = 1; kept < last.length; kept += 1) {
		await writeFile(path, Buffer.concat([whole, last.subarray(0, kept)]));
		const replayed = await replay(path);
		expect(replayed).toMatchObject({ bytes: whole.length, tornBytes: kept });
		expect(viewOf(replayed?.state)).toEqual(viewOf(before?.state));
	}
	await writeFile(path, Buffer.concat([whole, last]));
	const replayed = await replay(path);
	expect(replayed).toMatchObject({ bytes: whole.length + last.length, tornBytes: 0 });
	expect(replayed?.state.settled.completed).toBe(2);
});

test('a first line torn at any byte is a campaign that has not begun', async () => {
	const first = Buffer.from(lineOf(CAMPAIGN));
	const path = await checkpoint('');
	for (let kept = 1; kept < first.length; kept += 1) {
		await writeFile(path, first.subarray(0, kept));
		const replayed = await replay(path);
		expect(replayed).toMatchObject({ bytes: 0, tornBytes: kept });
		expect(replayed?.state.campaign).toBeUndefined();
	}
});

test('zeros at the end, which a loss of power leaves on some file systems, are a torn line too', async () => {
	const path = await checkpoint(`${lineOf(CAMPAIGN)}${'\0'.repeat(4_096)}`);
	expect(await replay(path)).toMatchObject({ bytes: Buffer.byteLength(lineOf(CAMPAIGN)), tornBytes: 4_096 });
	expect(await replay(await checkpoint('\0'.repeat(512)))).toMatchObject({ bytes: 0, tornBytes: 512 });
});

test.each([
	['an empty line', '\n'],
	['a line of zeros', `${'\0'.repeat(64)}\n`],
	['several of both, and a torn one behind them', `\n${'\0'.repeat(64)}\n\n{"type":"int`],
])('%s at the end is cut off like a torn line', async (_, tail) => {
	const whole = WHOLE.map(lineOf).join('');
	const path = await checkpoint(whole + tail);
	expect(await replay(path)).toMatchObject({ bytes: Buffer.byteLength(whole), tornBytes: Buffer.byteLength(tail) });
});

test('a writer that keeps the whole records goes on with a clean file', async () => {
	const path = await checkpoint(`${lineOf(CAMPAIGN)}${LAST.slice(0, 40)}`);
	const replayed = await replay(path);
	const file = await openAppendFile(systemDisk, path, replayed?.bytes);
	await file.append(lineOf(intent(1)), true);
	await file.close();
	expect(await readFile(path, 'utf8')).toBe(lineOf(CAMPAIGN) + lineOf(intent(1)));
	expect(await replay(path)).toMatchObject({ tornBytes: 0, state: { attempts: 1 } });
});

test('lines are found wherever the pieces end in which the file is read', async () => {
	// The file is read in pieces of 1 MiB: these lines straddle three of their borders.
	const long = Array.from({ length: 40 }, (_, index) => ended(index, index, { message: 'é'.repeat(50_000 + index) }));
	const path = await checkpoint([CAMPAIGN, ...long]);
	const replayed = await replay(path);
	expect(replayed).toMatchObject({ tornBytes: 0, bytes: (await readFile(path)).length });
	expect(replayed?.state.settled.completed).toBe(40);
});
