import { describe, expect, test } from 'vitest';
import { AccountLimits } from '../../../src/mock/account-limits.js';
import { parseScenario } from '../../../src/mock/scenario.js';

const IDLE = { live: 0, msToNextFreed: 0 };

function account(limits: object): AccountLimits {
	return new AccountLimits(parseScenario({ limits }, 'test').limits, 1);
}

test('the tightest limit stands first: the one that leaves least, of equals the one that takes longest', () => {
	expect(account({}).standings(0)).toEqual([]);
	const perSecond = { algorithm: 'fixed', calls: 2, per: '1s' };
	const perMinute = { algorithm: 'fixed', calls: 3, per: '1m' };
	const limits = account({ rate: [perMinute, perSecond] });
	const quotas = (now: number) => limits.standings(now).map(({ quota }) => quota);
	expect(quotas(0)).toEqual([2, 3]);
	limits.start(0, IDLE);
	expect(quotas(1_000)).toEqual([3, 2]);
});

test('a refusal says which limit was met, the one that takes longest where there are several', () => {
	const limits = account({
		slots: 1,
		rate: [
			{ algorithm: 'fixed', calls: 2, per: '1m' },
			{ algorithm: 'fixed', calls: 3, per: '24h', name: 'quota' },
		],
	});
	expect(limits.start(0, IDLE)).toBeUndefined();
	expect(limits.start(1, { live: 1, msToNextFreed: 500 })).toEqual({ limit: 'slots', waitMs: 500, isPenalty: false });
	expect(limits.start(2, IDLE)).toBeUndefined();
	expect(limits.start(3, IDLE)).toMatchObject({ limit: 'rate', waitMs: 59_997 });
	expect(limits.start(60_000, IDLE)).toBeUndefined();
	expect(limits.start(60_001, IDLE)).toMatchObject({ limit: 'quota', waitMs: 86_400_000 - 60_001 });
});

describe('a penalty', () => {
	const RATE = { algorithm: 'fixed', calls: 1, per: '10s' };

	/** The waits told to starts at these moments, ms; 0 for those that are let in. */
	function waits(penalty: object, moments: readonly number[]): number[] {
		const limits = account({ rate: RATE, penalty });
		return moments.map((now) => limits.start(now, IDLE)?.waitMs ?? 0);
	}

	test('turns everything away for its time after a refusal, and begins anew with each request turned away', () => {
		expect(waits({ wait: '1m' }, [0, 1, 60_000, 119_999, 179_999])).toEqual([0, 60_000, 60_000, 60_000, 0]);
	});

	test('that does not restart is over when its time is, whoever knocks meanwhile', () => {
		expect(waits({ wait: '1m', restarts: false }, [0, 1, 60_000, 60_001])).toEqual([0, 60_000, 1, 0]);
	});

	test('is never told shorter than the limit itself takes', () => {
		expect(waits({ wait: '2s', restarts: false }, [0, 1, 2_000])).toEqual([0, 9_999, 1]);
	});

	test('lets other requests through unless it is meant for all', () => {
		const [forStarts, forAll] = (['starts', 'all'] as const).map((of) => {
			const limits = account({ rate: RATE, penalty: { wait: '1m', of } });
			limits.start(0, IDLE);
			limits.start(1, IDLE);
			return limits;
		});
		expect(forStarts?.look(30_000)).toBeUndefined();
		expect(forAll?.look(30_000)).toEqual({ limit: 'rate', waitMs: 60_000, isPenalty: true });
		expect(forStarts?.start(60_001, IDLE)).toBeUndefined();
		expect(forAll?.start(60_001, IDLE)).toMatchObject({ isPenalty: true });
		expect(forAll?.look(120_001)).toBeUndefined();
	});
});
