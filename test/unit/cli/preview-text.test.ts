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
	canAsk: true,
	setAside: false,
	tornBytes: 0,
	edit: undefined,
	pacePerSecond: 5,
	paceSource: '--rate',
	perCallerPerSecond: undefined,
	bridge: undefined,
	limiter: 'adaptive',
	concurrency: 1,
	maxConcurrency: 50,
};

test('before a run its limits are named', () => {
	expect(previewText(PREVIEW, undefined).split('\n')).toEqual([
		'contacts.csv: 40 rows, 40 to call',
		'Real calls through retell (https://api.retellai.com) from +12025550100, +12025550101',
		'Pace: at most 5 starts per second (--rate); live calls: found out, at most 50',
	]);
});

test('that no row can be called is said in so many words', () => {
	const none = 'No row can be called: each is invalid, and call_message in the results says why.';
	const linesOf = (invalid: number) => previewText({ ...PREVIEW, invalid, todo: 40 - invalid }, undefined).split('\n');
	expect(linesOf(40).slice(0, 2)).toEqual(['contacts.csv: 40 rows, 0 to call (40 invalid)', none]);
	expect(linesOf(39)).not.toContain(none);
});

test.each([
	['adaptive', 8, 'live calls: found out from 8 on, at most 50'],
	['aimd', 5, '5 live calls at the start, 50 at most'],
	['aimd', 1, '1 live call at the start, 50 at most'],
] as const)('with --limiter %s and %i at the start: %s', (limiter, concurrency, expected) => {
	expect(previewText({ ...PREVIEW, limiter, concurrency }, undefined)).toContain(`(--rate); ${expected}`);
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

test('a provider that nobody has seen work is warned of in one line, and a caller that is not ours is not named', () => {
	const lines = previewText({ ...PREVIEW, provider: 'boltcall', from: [''] }, undefined).split('\n');
	expect(lines.filter((line) => line.startsWith('Experimental: Boltcall'))).toHaveLength(1);
	expect(lines.join('\n')).toContain('from a number that the provider chooses');
	expect(previewText(PREVIEW, undefined)).not.toContain('Experimental');
});

test('attempts in doubt are looked up where that can be done', () => {
	const lines = (canAsk: boolean) =>
		previewText({ ...PREVIEW, inDoubt: 2, canAsk }, undefined)
			.split('\n')
			.slice(3);
	expect(lines(true)).toEqual(['Of an earlier run: 2 attempts in doubt, to be looked up at the provider']);
	expect(lines(false)).toEqual([
		'Of an earlier run: 2 attempts in doubt, which it cannot be asked about: see dialer settle',
	]);
});

test('before a run in batches it is said that what was uploaded is dialed in any case', () => {
	const text = previewText({ ...PREVIEW, provider: 'dialnexa', batch: 500 }, undefined);
	expect(text).toContain(
		"Pace: the provider's; dialnexa is given 500 calls at a time, and dials them whether this program runs or not",
	);
	expect(text).not.toContain('at most');
});
