import { describe, expect, test } from 'vitest';
import { NOW, readLimits } from './response.js';

/** The name of a policy that has none. */
const UNNAMED = 'ratelimit';

describe('drafts 00 to 06: three fields', () => {
	const standing = { 'ratelimit-remaining': '50', 'ratelimit-reset': '50' };
	const told = { policy: UNNAMED, limit: 100, remaining: 50, resetMs: 50_000 };

	test.each([
		['a limit alone', { 'ratelimit-limit': '100' }, [told]],
		['a limit with its window', { 'ratelimit-limit': '100, 100;w=60' }, [{ ...told, windowMs: 60_000 }]],
		['as the first drafts have it', { 'ratelimit-limit': '100, 100;window=60' }, [{ ...told, windowMs: 60_000 }]],
		[
			'the window in a field of its own',
			{ 'ratelimit-limit': '100', 'ratelimit-policy': '100;w=60' },
			[{ ...told, windowMs: 60_000 }],
		],
		[
			'the window twice, and a comment',
			{ 'ratelimit-limit': '100, 100;w=60;comment="sliding"', 'ratelimit-policy': '100;w=60' },
			[{ ...told, windowMs: 60_000 }],
		],
		[
			'several windows',
			{ 'ratelimit-limit': '100, 100;w=60, 1000;w=3600' },
			[
				{ ...told, windowMs: 60_000 },
				{ policy: '1000 in 3600000 ms', limit: 1_000, windowMs: 3_600_000 },
			],
		],
		['a limit that cannot be read', { 'ratelimit-limit': '100;;' }, [{ ...told, limit: undefined }]],
	])('%s', (_, limit, rates) => {
		expect(readLimits({ ...limit, ...standing }).rates).toEqual(rates);
	});

	test('a reset as an epoch, against the drafts, is met too', () => {
		const headers = { 'ratelimit-remaining': '5', 'ratelimit-reset': String(NOW / 1_000 + 30) };
		expect(readLimits(headers).rates).toEqual([{ policy: UNNAMED, remaining: 5, resetMs: 30_000 }]);
	});
});

describe('draft 07: one dictionary', () => {
	test.each([
		['limit=100, remaining=50, reset=50', { limit: 100, remaining: 50, resetMs: 50_000 }],
		['limit=100,remaining=50,reset=50;comment="x", new=?1', { limit: 100, remaining: 50, resetMs: 50_000 }],
		['remaining=0, reset=90000', { remaining: 0, resetMs: 86_400_000 }],
		['limit=100, remaining=-1, reset=50', { limit: 100, resetMs: 50_000 }],
	])('RateLimit: %s', (ratelimit, told) => {
		expect(readLimits({ ratelimit })).toEqual({ rates: [{ policy: UNNAMED, ...told }] });
	});

	test('with the window beside it', () => {
		const headers = { ratelimit: 'limit=100, remaining=50, reset=50', 'ratelimit-policy': '100;w=60' };
		expect(readLimits(headers).rates).toEqual([
			{ policy: UNNAMED, limit: 100, remaining: 50, resetMs: 50_000, windowMs: 60_000 },
		]);
	});

	test.each(['limit=100, remaining=50,', 'limit:100', 'limit="100"', '100/50/50', 'LIMIT=100'])(
		'"%s" is malformed and ignored',
		(ratelimit) => {
			expect(readLimits({ ratelimit })).toEqual({});
		},
	);
});

describe('drafts 08 and later: lists of named policies', () => {
	test('several policies, of which one is told to be near its end', () => {
		const headers = {
			'ratelimit-policy': '"burst";q=100;w=60,"daily";q=1000;w=86400',
			ratelimit: '"daily";r=50;t=30',
		};
		expect(readLimits(headers).rates).toEqual([
			{ policy: 'daily', limit: 1_000, remaining: 50, resetMs: 30_000, windowMs: 86_400_000 },
			{ policy: 'burst', limit: 100, windowMs: 60_000 },
		]);
	});

	test.each([
		['no time until the reset', '"default";r=50', { remaining: 50 }],
		['nothing left', '"default";r=0;t=1', { remaining: 0, resetMs: 1_000 }],
		['a partition', '"default";r=50;t=30;pk=:dHJpYWwxMjEzMjM=:', { remaining: 50, resetMs: 30_000 }],
		['parameters of tomorrow', '"default";r=50;t=30;v=?1;x="y"', { remaining: 50, resetMs: 30_000 }],
		['a name without quotation marks', 'default;r=50;t=30', { remaining: 50, resetMs: 30_000 }],
		['an absurd time', '"default";r=50;t=999999999999999', { remaining: 50, resetMs: 86_400_000 }],
	])('RateLimit with %s', (_, ratelimit, told) => {
		expect(readLimits({ ratelimit }).rates).toEqual([{ policy: 'default', ...told }]);
	});

	test.each([
		['no name', ';r=50;t=30'],
		['no remaining', '"default";t=30'],
		['a negative remaining', '"default";r=-1;t=30'],
		['a part of a start', '"default";r=1.5;t=30'],
		['a text for a number', '"default";r="50"'],
		['a negative time', '"default";r=50;t=-30'],
		['a trailing comma', '"default";r=50;t=30,'],
		['one bad member of two', '"default";r=50;t=30, "daily";r=x'],
		['a list within the list', '("a" "b");r=50'],
		['more digits than there may be', '"default";r=9999999999999999'],
	])('RateLimit with %s is ignored whole', (_, ratelimit) => {
		expect(readLimits({ ratelimit })).toEqual({});
	});

	test.each(['"default";w=60', '"default";q=-1', '"default";q=100;qu=5', '"default";q=100;w=60,,'])(
		'RateLimit-Policy "%s" is ignored whole',
		(policy) => {
			const headers = { 'ratelimit-policy': policy, ratelimit: '"default";r=50;t=30' };
			expect(readLimits(headers).rates).toEqual([{ policy: 'default', remaining: 50, resetMs: 30_000 }]);
		},
	);

	test('a window of no length is none', () => {
		expect(readLimits({ 'ratelimit-policy': '"default";q=100;w=0' }).rates).toEqual([
			{ policy: 'default', limit: 100 },
		]);
	});

	test('policies of concurrent requests are slots, and those of bytes are not ours', () => {
		const headers = {
			'ratelimit-policy':
				'"live";q=20;qu="concurrent-requests","region";q=10;qu="concurrent-requests","size";q=9;w=1;qu="content-bytes"',
			ratelimit: '"live";r=5, "region";r=8, "size";r=0;t=60',
		};
		expect(readLimits(headers)).toEqual({ slots: { limit: 10, remaining: 5 } });
	});
});
