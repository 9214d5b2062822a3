import { afterEach, expect, it } from 'vitest';
import type { Death } from './fuse.js';
import { judgeFiles, rowsOf } from './judge-files.js';
import { type Life, type LivesPlan, VirtualLives } from './virtual-lives.js';

const CALLS = { ring: { min: '1s', max: '4s' }, talk: { min: '5s', max: '30s' } };
const PLAN: Omit<LivesPlan, 'scenario'> = { provider: 'dialnexa', rows: 200, concurrency: 5, batch: 50 };
const SOUND = { rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0, findings: [] };

let lives: VirtualLives;
afterEach(() => lives.remove());

function begin(scenario: object, plan: Partial<LivesPlan> = {}): VirtualLives {
	lives = new VirtualLives({ ...PLAN, ...plan, scenario: { limits: { slots: 10 }, calls: CALLS, ...scenario } });
	return lives;
}

it('uploads each batch once, asks little, and settles everybody', async () => {
	await begin({}).live();
	const { creates, calls, reads } = lives.truth;
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject({ ...SOUND, inDoubt: 0 });
	expect({ creates, calls }).toEqual({ creates: 4, calls: 200 });
	expect((reads.list + reads.get) / calls).toBeLessThan(0.2);
	expect(rowsOf(lives.files.results).every((row) => row.call_id?.startsWith('call_'))).toBe(true);
});

it.each([
	['reset-after', 4],
	['hang', 4],
	['error-after', 4],
	['truncated', 4],
])('finds a batch by its title when the answer to its upload is lost (%s)', async (kind, creates) => {
	await begin({ faults: [{ kind, probability: 1 }] }, { rows: 200 }).live();
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject({ ...SOUND, inDoubt: 200, inDoubtSettled: 200 });
	expect(lives.truth.creates).toBe(creates);
	expect(lives.truth.reads.list / 200).toBeLessThan(0.4);
});

it.each(['reset-before', 'hang-before', 'error-before', 'refuse', 'unavailable'])(
	'uploads again what was not taken (%s)',
	async (kind) => {
		await begin({ faults: [{ kind, probability: 0.5 }], listLag: '1s' }, { seed: 3 }).live();
		expect(judgeFiles(lives.files, lives.truth)).toMatchObject(SOUND);
		expect(lives.truth.calls).toBe(200);
		expect(lives.truth.creates).toBeGreaterThan(4);
		expect(lives.truth.violations).toBe(0);
	},
);

it('rings nobody twice and loses no row, wherever its process dies', async () => {
	const scenario = { listLag: '700ms', faults: [{ kind: 'reset-after', probability: 0.3 }] };
	const plan = { rows: 9, batch: 4, seed: 2 };
	const { steps } = await begin(scenario, plan).live();
	lives.remove();
	let died = 0;
	for (let step = 1; step <= steps.length; step += 3) {
		const life = await killedAt({ step }, scenario, plan);
		died += life.died ? 1 : 0;
		expect(judgeFiles(lives.files, lives.truth), `killed at step ${step}, ${steps[step - 1]}`).toMatchObject(SOUND);
		// The upload is looked for, not its rows one by one.
		expect(lives.truth.reads.get).toBe(0);
		lives.remove();
	}
	expect(died).toBeGreaterThan(15);
});

async function killedAt(death: Death, scenario: object, plan: Partial<LivesPlan>): Promise<Life> {
	const life = await begin(scenario, plan).live(death, { losesPower: true });
	await lives.live();
	return life;
}

it('calls off what waits when a person stops it, once, and goes on with the same people later', async () => {
	await begin({}).live(undefined, { interruptedAfterMs: 30_000 });
	const stopped = lives.truth;
	const rung = Object.keys(stopped.rings).length;
	expect(rung).toBeGreaterThan(5);
	expect(rung).toBeLessThan(50);
	const statuses = rowsOf(lives.files.results).map((row) => row.call_status);
	expect(statuses.filter((status) => status === 'completed')).toHaveLength(rung);
	expect(statuses.filter((status) => status === 'pending')).toHaveLength(200 - rung);
	await lives.live();
	expect(lives.truth.duplicates).toEqual([]);
	expect(Object.keys(lives.truth.rings)).toHaveLength(200);
});
