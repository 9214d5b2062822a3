import { expect, test } from 'vitest';
import { replay } from '../../../src/journal/replay.js';
import { CheckpointError, DiskError } from '../../../src/runtime/errors.js';
import { tempFolder } from '../runtime/temp-folder.js';
import { CAMPAIGN, checkpoint, ended, intent, lineOf, written } from './records.js';

const LINES = [CAMPAIGN, intent(1), ended(1), intent(2)].map(lineOf);

/** A checkpoint whose line with this number (from 1) reads otherwise. */
function withLine(number: number, text: string): string {
	return LINES.with(number - 1, text).join('');
}

async function errorOf(content: string | Uint8Array): Promise<unknown> {
	return replay(await checkpoint(content)).catch((thrown: unknown) => thrown);
}

test.each([
	['no JSON', 'garbage\n'],
	['an empty line', '\n'],
	['half a record', `${lineOf(intent(1)).slice(0, 30)}\n`],
	['a value that is no object', '17\n'],
	['null', 'null\n'],
	['an object without a type', '{"at":1}\n'],
	['a record without a time', '{"type":"intent","attempt":"a"}\n'],
	['an unknown type', '{"type":"from_the_future","at":1}\n'],
	['zeros', `${'\0'.repeat(100)}\n`],
])('%s in the middle is damage that names its line', async (_, text) => {
	for (const line of [2, 3]) {
		const error = await errorOf(withLine(line, text));
		expect(error).toBeInstanceOf(CheckpointError);
		expect(error).toMatchObject({
			exitCode: 10,
			message: expect.stringContaining(`damaged at line ${line}:`),
			hint: expect.stringContaining('Restore the file'),
		});
	}
});

test.each<[string, (line: string) => string]>([
	['a digit is another', (line) => line.replace('0002', '0003')],
	['the checksum is another', (line) => line.replace(/[0-9a-f]"}\n$/, (end) => `${end[0] === '0' ? '1' : '0'}"}\n`)],
	['its checksum is gone', (line) => line.replace(/,"sum":"\w+"/, '')],
	['a space is added', (line) => line.replace('{', '{ ')],
	['a CR stands at its end', (line) => line.replace('\n', '\r\n')],
	['it stands twice', (line) => line + line],
	['it is missing', () => ''],
])('a record that was written with a checksum is damaged when %s', async (_, change) => {
	const records = [CAMPAIGN, intent(1), intent(2), ended(1)];
	const lines = records.map((_record, index) => {
		return written(records.slice(0, index + 1)).slice(written(records.slice(0, index)).length);
	});
	const error = await errorOf(lines.map((line, index) => (index === 2 ? change(line) : line)).join(''));
	expect(error).toMatchObject({ exitCode: 10, message: expect.stringMatching(/damaged at line [34]:/) });
});

test('in files of this version every line has a checksum, the first one too', async () => {
	const first = written([{ ...CAMPAIGN, v: 2 }]);
	expect(await errorOf(first.replace('"sum"', '"sun"'))).toMatchObject({
		message: expect.stringContaining('damaged at line 1:'),
	});
	expect(await errorOf(first.replace(/,"sum":"\w+"/, ''))).toBeInstanceOf(CheckpointError);
});

test('a line without an end is not read into memory', async () => {
	const error = await errorOf(`${written([CAMPAIGN])}${'x'.repeat(20 * 1_048_576)}`);
	expect(error).toMatchObject({ exitCode: 10, message: expect.stringContaining('damaged at line 2:') });
	expect(await errorOf('x'.repeat(20 * 1_048_576))).toMatchObject({
		message: expect.stringContaining('is not a checkpoint'),
	});
});

test('two records on one line are damage', async () => {
	expect(await errorOf(withLine(2, LINES[1]?.replace('\n', '') ?? ''))).toMatchObject({
		message: expect.stringContaining('damaged at line 2:'),
	});
});

test('a last line that is whole and no record is damage: it was a record once, and somebody may have been rung', async () => {
	expect(await errorOf(withLine(4, `${lineOf(intent(2)).replace('"intent"', '"int\x00nt"')}`))).toMatchObject({
		message: expect.stringContaining('damaged at line 4:'),
	});
});

test('damage before a torn last line is not forgiven with it', async () => {
	const content = `${withLine(4, 'garbage\n')}${lineOf(intent(3)).slice(0, 20)}`;
	expect(await errorOf(content)).toMatchObject({ message: expect.stringContaining('damaged at line 4:') });
});

test('a newer version is not read, and told apart from damage', async () => {
	const error = await errorOf(withLine(1, lineOf({ ...CAMPAIGN, v: 3 })));
	expect(error).toBeInstanceOf(CheckpointError);
	expect(error).toMatchObject({
		message: expect.stringContaining('newer dialer (format 3; this one reads up to 2)'),
		hint: expect.stringContaining('Use that newer version'),
	});
});

test.each([
	['a contacts file', 'phone,name\n+12125550101,Ana\n'],
	['one line of text without an end', 'phone,name'],
	['another record first', lineOf(intent(1)) + lineOf(CAMPAIGN)],
	['JSON of another kind', '{"type":"commit","at":1}\n'],
	['an empty line first', `\n${lineOf(CAMPAIGN)}`],
	['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47])],
])('%s is not a checkpoint', async (_, content) => {
	const error = await errorOf(content);
	expect(error).toBeInstanceOf(CheckpointError);
	expect(error).toMatchObject({ message: expect.stringContaining('is not a checkpoint'), exitCode: 10 });
});

test('an empty file and none at all are nothing to go on from', async () => {
	expect(await replay(await checkpoint(''))).toBeUndefined();
	expect(await replay(`${await tempFolder()}/none`)).toBeUndefined();
});

test('a checkpoint that cannot be read is an error of the disk', async () => {
	const folder = await tempFolder();
	const error = await replay(folder).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(DiskError);
	expect(error).toMatchObject({ message: expect.stringContaining(`Cannot read the checkpoint ${folder}`) });
});

test('every record is shown on the way, with its line', async () => {
	const seen: string[] = [];
	await replay(await checkpoint(LINES.join('')), (record, line) => seen.push(`${line} ${record.type}`));
	expect(seen).toEqual(['1 campaign', '2 intent', '3 ended', '4 intent']);
});
