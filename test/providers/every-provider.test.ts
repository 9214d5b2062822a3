import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import type { CatalogueEntry } from '../../src/providers/entry.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { judgeFiles, rowsOf } from '../crash/judge-files.js';
import { type LivesPlan, VirtualLives } from '../crash/virtual-lives.js';

const ENTRIES = Object.values(CATALOGUE);
const ROWS = 60;
/** One in ten answers is lost, half of them after the call was taken: of 60, 2 % would be one. */
const LOST = [
	{ kind: 'reset-after', probability: 0.025 },
	{ kind: 'error-after', probability: 0.025 },
	{ kind: 'reset-before', probability: 0.025 },
	{ kind: 'error-before', probability: 0.025 },
];

/** How the mock behaves in a dry run with this provider. */
function ownScenario({ scenario }: CatalogueEntry): object {
	return parse(readFileSync(new URL(`../../fixtures/scenarios/${scenario}.yaml`, import.meta.url), 'utf8'));
}

function livesOf(plan: LivesPlan): VirtualLives {
	const lives = new VirtualLives(plan);
	onTestFinished(() => lives.remove());
	return lives;
}

test.each(ENTRIES)('$name: with its own limits and 10 % of answers lost, everybody is called once', async (entry) => {
	const scenario = { ...ownScenario(entry), faults: LOST };
	const lives = livesOf({ scenario, provider: entry.name, rows: ROWS, concurrency: 50, start: 1, settlingMs: 10_000 });
	await lives.live();
	const { truth } = lives;
	const judged = judgeFiles(lives.files, truth);
	expect(judged).toMatchObject({ rungTwice: 0, wronglyGivenUp: 0 });
	const inDoubt = rowsOf(lives.files.results).filter((row) => row.call_status === 'in_doubt').length;
	if (entry.reconciliation.by === 'nothing') expect(judged.rowsLost).toBe(inDoubt);
	else expect(judged.rowsLost).toBe(0);
	// A limit is found by meeting it, and then looked at again now and then.
	const refused = truth.refused.slots + truth.refused.rate;
	expect(refused / truth.creates).toBeLessThanOrEqual(0.1);
});

test.each(ENTRIES)('$name: after a key that is refused nothing more is asked', async (entry) => {
	const scenario = { ...ownScenario(entry), key: 'the one good key' };
	const lives = livesOf({ scenario, provider: entry.name, rows: 10, concurrency: 5 });
	const { report } = await lives.live();
	expect(report?.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(report?.stop?.error?.exitCode).toBe(4);
	expect(lives.truth.creates).toBeLessThanOrEqual(1);
	expect(lives.truth.calls).toBe(0);
});

const LISTING = ENTRIES.filter(
	({ create, agent }) => create({ values: {}, agent: agent?.dryRun }).defaults.listSize > 1,
);

test.each(LISTING)('$name: with 50 live calls, one read tells of the end of five calls or more', async (entry) => {
	const calls = { ring: { min: '2s', max: '8s' }, talk: { min: '20s', max: '2m' } };
	// As many starts as keep some 50 of these calls live.
	const scenario = { calls, pace: 0.75 };
	const lives = livesOf({ scenario, provider: entry.name, rows: 1_000, concurrency: 100, start: 100 });
	await lives.live();
	const { reads, calls: ended, livePeak } = lives.truth;
	expect(ended).toBe(1_000);
	expect(livePeak).toBeGreaterThan(45);
	expect((reads.list + reads.get) / ended).toBeLessThan(0.2);
});
