/**
 * Prints how a governor does in the scenarios:
 *
 *   node table.js [--governor aimd] [--seeds 20] [--runs] [--json] [scenario ...]
 *
 * A scenario may be named by its beginning (`b6` stands for all whose names begin so). `--runs` shows each run too.
 * `--json` prints everything as one document; what is no number or never happened is null there. Exits 1 when a mark is
 * missed, 2 when there is no such scenario.
 */
import { parseArgs } from 'node:util';
import { scenarioFileNames } from './scenario-file.js';
import { runInThreads } from './scenario-threads.js';
import type { ThreadAnswer } from './scenario-worker.js';
import { HEADING, resultLine, runLine } from './table-text.js';

const THREADS = 2;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		governor: { type: 'string', default: 'aimd' },
		seeds: { type: 'string', default: '20' },
		runs: { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
	},
});
const { governor, runs: showsRuns, json } = values;
const seeds = Array.from({ length: Number(values.seeds) }, (_, place) => place + 1);
const wantedNames = positionals.map((name) => name.toLowerCase());
const isWanted = (name: string) => wantedNames.length === 0 || wantedNames.some((start) => isNamed(name, start));
const names = scenarioFileNames().filter(isWanted);
const begun = performance.now();
const answers: ThreadAnswer[] = [];

function isNamed(name: string, start: string): boolean {
	return name === start || name.startsWith(`${start}-`) || new RegExp(`^${start}[a-z]`).test(name);
}

function done(answer: ThreadAnswer): void {
	answers.push(answer);
	if (json) return;
	console.log(resultLine(answer.result, answer.msPerRun));
	if (showsRuns) for (const [place, run] of answer.result.runs.entries()) console.log(runLine(seeds[place] ?? 0, run));
}

if (names.length === 0) {
	console.error(`There is no scenario "${positionals.join(' ')}"; known: ${scenarioFileNames().join(', ')}.`);
	process.exit(2);
}
if (!json) {
	console.log(`${governor}, ${seeds.length} seeds: median (worst)`);
	console.log(HEADING);
}
await runInThreads(names, { governor, seeds }, THREADS, done);
const missing = answers.filter(({ result }) => result.missed.length > 0).length;
const seconds = (performance.now() - begun) / 1_000;
if (json) {
	const scenarios = answers.map(({ result: { file, ...result }, msPerRun }) => {
		const { name, marks } = file;
		return { name, marks, ...result, msPerRun };
	});
	console.log(JSON.stringify({ governor, seeds, seconds, missing, scenarios }, undefined, '\t'));
} else console.log(`${missing} scenarios miss a mark; ${seconds.toFixed(1)} s`);
process.exitCode = missing > 0 ? 1 : 0;
