import type { ClassResult } from './class-result.js';
import type { Death, Step } from './fuse.js';
import { type Judgement, judgeFiles } from './judge-files.js';
import { type LivesPlan, VirtualLives } from './virtual-lives.js';

/** `ci` takes a sample of the points, evenly spread; `proof` takes every one. */
type Scale = 'ci' | 'proof';

interface Course {
	readonly name: string;
	readonly plan: LivesPlan;
	/** The lives that are cut short, one after another; the next one comes to the campaign's end. */
	readonly deaths: readonly Death[];
	readonly losesPower: boolean;
}

const CALLS = { ring: { min: '100ms', max: '400ms' }, talk: { min: '300ms', max: '2s' } };
const SOUND = { calls: CALLS };
/** Half of the answers are lost or wrong, and a call is shown only some time after it was taken. */
const LOSSY = {
	calls: CALLS,
	listLag: '700ms',
	faults: [
		{ kind: 'reset-after', probability: 0.15 },
		{ kind: 'hang', probability: 0.05 },
		{ kind: 'error-after', probability: 0.1 },
		{ kind: 'truncated', probability: 0.1 },
		{ kind: 'reset-before', probability: 0.05 },
		{ kind: 'error-before', probability: 0.05 },
	],
};

/** Points of each class that are tried in CI. */
const SAMPLE = 24;

/** Runs all classes of crash points, one campaign after another. */
export async function exhaustionClasses(scale: Scale): Promise<ClassResult[]> {
	const results: ClassResult[] = [];
	for (const courses of [
		await everyStep('one live call', { scenario: SOUND, rows: 5, concurrency: 1 }),
		await everyStep('three live calls', { scenario: SOUND, rows: 6, concurrency: 3 }),
		await everyStep('settled when placed', { scenario: SOUND, rows: 6, concurrency: 3, until: 'placed' }),
		await everyStep('a provider that loses answers', { scenario: LOSSY, rows: 6, concurrency: 3, seed: 5 }),
		await everyStep('calls that go on through another provider', {
			scenario: { ...LOSSY, account: 'unpaid', accountAfter: 3 },
			failover: { provider: 'twilio', scenario: LOSSY },
			rows: 6,
			concurrency: 3,
			seed: 8,
		}),
		await powerLost({ scenario: LOSSY, rows: 6, concurrency: 3, seed: 6 }),
		await everyByte({ scenario: SOUND, rows: 3, concurrency: 2 }),
		await twice({ scenario: LOSSY, rows: 4, concurrency: 2, seed: 7 }),
	]) {
		const tried = scale === 'proof' ? courses : spread(courses, SAMPLE);
		results.push(total(await inTurn(tried, run)));
	}
	return results;
}

async function everyStep(where: string, plan: LivesPlan): Promise<Course[]> {
	const { steps } = await record(plan);
	return steps.map((_, index) => ({
		name: `stopped at every step: ${where}`,
		plan,
		deaths: [{ step: index + 1 }],
		losesPower: false,
	}));
}

async function powerLost(plan: LivesPlan): Promise<Course[]> {
	const courses = await everyStep('', plan);
	return courses.map((course) => ({
		...course,
		name: 'power lost at every step, with what was not synced',
		losesPower: true,
	}));
}

/** Every write of the campaign breaks off after each of its bytes. */
async function everyByte(plan: LivesPlan): Promise<Course[]> {
	const { steps, written } = await record(plan);
	const name = 'torn at every byte of every write';
	return steps.flatMap((step, index) =>
		step !== 'write'
			? []
			: Array.from({ length: written[index] ?? 0 }, (_, bytes) => ({
					name,
					plan,
					deaths: [{ step: index + 1, bytes }],
					losesPower: false,
				})),
	);
}

/** Stopped in the middle of the work, and the run that goes on at every step of its own. */
async function twice(plan: LivesPlan): Promise<Course[]> {
	const { steps } = await record(plan);
	const courses: Course[] = [];
	for (const first of spread(firstAnswers(steps), 6)) {
		const second = await record(plan, [{ step: first }]);
		for (let step = 1; step <= second.steps.length; step += 1) {
			const deaths = [{ step: first }, { step }];
			courses.push({ name: 'stopped, and again at every step of the resume', plan, deaths, losesPower: false });
		}
	}
	return courses;
}

/** The steps at which something had been sent or answered. */
function firstAnswers(steps: readonly Step[]): number[] {
	return steps.flatMap((step, index) => (step === 'arrival' || step === 'answer' ? [index + 1] : []));
}

/** The steps of the life that follows these deaths, when nothing cuts it short. */
async function record(plan: LivesPlan, deaths: readonly Death[] = []) {
	const lives = new VirtualLives(plan);
	try {
		for (const death of deaths) await lives.live(death);
		return await lives.live();
	} finally {
		lives.remove();
	}
}

async function run(course: Course): Promise<ClassResult> {
	const lives = new VirtualLives(course.plan);
	const { name, losesPower } = course;
	try {
		let tried = 0;
		for (const death of course.deaths) tried += (await lives.live(death, { losesPower })).died ? 1 : 0;
		await lives.live();
		return resultOf(name, Math.min(tried, 1), judgeFiles(lives.files, lives.truth), course);
	} catch (error) {
		throw new Error(`${name}, ${JSON.stringify(course.deaths)}`, { cause: error });
	} finally {
		lives.remove();
	}
}

function resultOf(name: string, tried: number, judged: Judgement, { deaths }: Course): ClassResult {
	const { inDoubtSettled: settledAutomatically, findings, ...counts } = judged;
	const where = JSON.stringify(deaths);
	return { name, tried, ...counts, settledAutomatically, findings: findings.map((one) => `${where}: ${one}`) };
}

async function inTurn<In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<Out[]> {
	const results: Out[] = [];
	for (const one of all) results.push(await work(one));
	return results;
}

function total(results: readonly ClassResult[]): ClassResult {
	const sum = (count: (result: ClassResult) => number) => results.reduce((all, one) => all + count(one), 0);
	return {
		name: results[0]?.name ?? '',
		tried: sum((one) => one.tried),
		rungTwice: sum((one) => one.rungTwice),
		rowsLost: sum((one) => one.rowsLost),
		wronglyGivenUp: sum((one) => one.wronglyGivenUp),
		inDoubt: sum((one) => one.inDoubt),
		settledAutomatically: sum((one) => one.settledAutomatically),
		findings: results.flatMap((one) => one.findings ?? []),
	};
}

/** At most `most` of them, evenly spread. */
function spread<T>(all: readonly T[], most: number): T[] {
	if (all.length <= most) return [...all];
	return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)] as T);
}
