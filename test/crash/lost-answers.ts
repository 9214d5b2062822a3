import type { ClassResult } from './class-result.js';
import { judgeFiles, rowsOf } from './judge-files.js';
import { type LivesPlan, VirtualLives } from './virtual-lives.js';

interface LostAnswers extends ClassResult {
	/** Rows whose results say that the provider told afterwards what became of the call. */
	readonly marked: number;
	/** Calls that the provider took although the answer was lost. */
	readonly takenUnheard: number;
}

/** 5 % of the answers are lost after the call was taken, in four ways alike; 2 % of the requests fail before. */
const LOST = [
	{ kind: 'reset-after', probability: 0.0125 },
	{ kind: 'hang', probability: 0.0125 },
	{ kind: 'error-after', probability: 0.0125 },
	{ kind: 'truncated', probability: 0.0125 },
	{ kind: 'reset-before', probability: 0.007 },
	{ kind: 'hang-before', probability: 0.006 },
	{ kind: 'error-before', probability: 0.007 },
];
const AFTER = ['reset-after', 'hang', 'error-after', 'truncated'];
const CALLS = { ring: { min: '1s', max: '8s' }, talk: { min: '5s', max: '40s' } };

const THOUSAND: Omit<LivesPlan, 'scenario'> = { rows: 1_000, concurrency: 20, settlingMs: 30_000 };

/** A thousand contacts at a provider that loses answers: with lists up to date, 5 s and 25 s behind. */
export async function lostAnswersClasses(): Promise<LostAnswers[]> {
	const name = '1,000 contacts, 5 % of answers lost after and 2 % before the call was taken';
	return [
		await campaign(name, { ...THOUSAND, scenario: { calls: CALLS, faults: LOST } }),
		await campaign(`${name}; lists 5 s behind`, {
			...THOUSAND,
			scenario: { calls: CALLS, faults: LOST, listLag: '5s' },
		}),
		await campaign(`${name}; lists 25 s behind`, {
			...THOUSAND,
			scenario: { calls: CALLS, faults: LOST, listLag: '25s' },
		}),
	];
}

async function campaign(name: string, plan: LivesPlan): Promise<LostAnswers> {
	const lives = new VirtualLives(plan);
	try {
		await lives.live();
		const { truth } = lives;
		const { inDoubtSettled: settledAutomatically, ...judged } = judgeFiles(lives.files, truth);
		return {
			name,
			...judged,
			settledAutomatically,
			tried: Object.values(truth.faults).reduce((sum, count) => sum + count, 0),
			marked: rowsOf(lives.files.results).filter((row) => row.call_reconciled === 'provider').length,
			takenUnheard: AFTER.reduce((sum, kind) => sum + (truth.faults[kind] ?? 0), 0),
		};
	} finally {
		lives.remove();
	}
}
