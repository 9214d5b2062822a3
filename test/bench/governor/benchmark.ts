/**
 * Measures the governor beside what else is in use, in every scenario, in virtual time, and writes ../GOVERNOR.md:
 *
 *   node benchmark.js [--seeds 20] [--peer-seeds 5] [--only b6] [--ours] [--check]
 *
 * `--only` takes a scenario's name or its beginning, `--ours` leaves the peers out; a run of a part is printed and not
 * written. `--check` holds ours against the marks alone and ends with 1 when one is missed.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readScenarioFile, scenarioFileNames } from '../../scenarios/scenario-file.js';
import { CONTENDERS, OURS } from './contenders.js';
import { dominanceLines, excuseLines, marksLine, marksTable, scenarioTable } from './report.js';
import { type Result, verdicts } from './results.js';
import { runTasks, type Task } from './run-tasks.js';

const { values: flags } = parseArgs({
	options: {
		seeds: { type: 'string', default: '20' },
		'peer-seeds': { type: 'string', default: '5' },
		only: { type: 'string' },
		ours: { type: 'boolean', default: false },
		check: { type: 'boolean', default: false },
	},
});
const { only } = flags;
const REPORT = resolve('test/bench/GOVERNOR.md');

const scenarios = scenarioFileNames()
	.filter((name) => only === undefined || name === only || name.startsWith(`${only}-`))
	.map(readScenarioFile);
const contenders = CONTENDERS.filter(({ name, kind }) => {
	if (flags.check) return name === OURS[0];
	return kind === 'ours' || !flags.ours;
});

async function measure(): Promise<Result[]> {
	const results = scenarios.flatMap((scenario) =>
		contenders.map(({ name, kind }) => {
			const seeds = Number(kind === 'ours' ? flags.seeds : flags['peer-seeds']);
			const tasks = Array.from({ length: seeds }, (_, place) => ({
				contender: name,
				scenario: scenario.name,
				seed: place + 1,
			}));
			return { contender: name, scenario, tasks };
		}),
	);
	const tasks: Task[] = results.flatMap((result) => result.tasks);
	let done = 0;
	const outcomes = await runTasks(tasks, ({ scenario }) => {
		done += 1;
		if (done % 100 === 0) console.error(`${done} of ${tasks.length} runs, at ${scenario}`);
	});
	let next = 0;
	return results.map(({ contender, scenario, tasks: { length } }) => {
		next += length;
		return { contender, scenario, outcomes: outcomes.slice(next - length, next) };
	});
}

function report(results: readonly Result[]): string {
	return [
		'# The governor beside its peers',
		'',
		`Made by \`npm run bench:governor -- --seeds ${flags.seeds} --peer-seeds ${flags['peer-seeds']}\` on ${new Date().toISOString().slice(0, 10)} with Node ${process.version}.`,
		'Each scenario is hours of campaign in virtual time (`fixtures/scenarios/governor`); every contender dials the same',
		'provider, network and people. Figures are the median of the seeds, in brackets the worst.',
		'',
		'Peers keep the constants of their source, which stand with each of them in `test/bench/governor`; most were made for',
		'requests that last as long as their answer takes, so read ranks and not decimals. `(told)`: its limits are given to it by',
		'hand, right or wrong; ours and the others are told nothing that the provider does not tell. The static oracle knows all',
		'limits and their changes: it shows what is possible. A contact is lost when its tool gives it up after so many',
		'refusals.',
		'',
		'## Marks',
		'',
		'What the median of the seeds has to reach; shares also the worst seed, to within five points.',
		'',
		...OURS.map((own) => `- ${marksLine(results, own)}`),
		'',
		...marksTable(results, OURS[0]),
		'',
		'Out of reach, and why:',
		'',
		...excuseLines(results, OURS[0]),
		'',
		`## More used and less refused than ${OURS[0]}`,
		'',
		'In brackets the medians of use and refusals in per cent.',
		'',
		'Of those that are told nothing:',
		'',
		...dominanceLines(results, 'learns'),
		'',
		'Of those that are told:',
		'',
		...dominanceLines(results, 'told'),
		...scenarios.flatMap(({ name }) => [
			'',
			`## ${name}`,
			'',
			...scenarioTable(results.filter(({ scenario }) => scenario.name === name)),
		]),
		'',
	].join('\n');
}

function check(results: readonly Result[]): void {
	for (const line of [...marksTable(results, OURS[0]), '', marksLine(results, OURS[0])]) console.log(line);
	if (results.some((result) => verdicts(result).some(({ reached, excuse }) => !reached && excuse === undefined)))
		process.exitCode = 1;
}

const results = await measure();
if (flags.check) check(results);
else if (only === undefined && !flags.ours) writeFileSync(REPORT, report(results));
else console.log(report(results));
