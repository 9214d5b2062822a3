import { expect, test } from 'vitest';
import type { Preview } from '../../../src/campaign/preview.js';
import { previewText } from '../../../src/cli/preview-text.js';

const PREVIEW: Preview = {
	contacts: 'contacts.csv',
	provider: 'retell',
	address: 'https://api.retellai.com',
	dryRun: false,
	from: ['+12025550100', '+12025550101'],
	rows: 40,
	invalid: 0,
	duplicate: 0,
	todo: 40,
	high: 0,
	settled: 0,
	live: 0,
	inDoubt: 0,
	setAside: false,
	tornBytes: 0,
	edited: undefined,
	pacePerSecond: 5,
	paceSource: '--rate',
	perCallerPerSecond: undefined,
	bridge: undefined,
	concurrency: 5,
	maxConcurrency: 50,
};

test('before a run its limits are named', () => {
	expect(previewText(PREVIEW, undefined).split('\n')).toEqual([
		'contacts.csv: 40 rows, 40 to call',
		'Real calls through retell (https://api.retellai.com) from +12025550100, +12025550101',
		'Pace: at most 5 starts per second (--rate); 5 live calls at the start, 50 at most',
	]);
});

test('those of the caller numbers and of the carrier too', () => {
	const lines = (bridge: Preview['bridge'], perCallerPerSecond?: number) =>
		previewText({ ...PREVIEW, bridge, perCallerPerSecond }, undefined)
			.split('\n')
			.slice(3);
	expect(lines({ slots: 100, perSecond: 1 }, 1)).toEqual([
		'Each caller number: at most 1 start per second (2 numbers)',
		'Carrier behind retell: at most 1 start per second and 100 live calls',
	]);
	expect(lines({ slots: 1 })).toEqual(['Carrier behind retell: at most 1 live call']);
	expect(lines({ perSecond: 0.5 })).toEqual(['Carrier behind retell: at most 30 starts per minute']);
});
