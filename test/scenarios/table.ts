/**
 * Prints how a governor does in the scenarios:
 *
 *   node table.js [--governor aimd] [--seeds 5] [--runs] [scenario ...]
 *
 * A scenario may be named by its beginning (`b6` stands for all whose names begin so). `--runs` shows each run too.
 */
import { parseArgs } from 'node:util';
import { governorNamed } from './governors.js';
import { type Figures, runScenario, type ScenarioResult } from './run-scenarios.js';
import { scenarioFileNames } from './scenario-file.js';
import type { VirtualRun } from './virtual-campaign.js';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		governor: { type: 'string', default: 'aimd' },
		seeds: { type: 'string', default: '5' },
		runs: { type: 'boolean', default: false },
	},
});

const COLUMNS = ['U', 'U late', 'R %', 'R % late', '429s', '/min', 'T90 s', 'over', 'after', 'T90 after', 'unproven'];
const NAME_WIDTH = 22;
const WIDTH = 14;

function cells(median: Figures, worst: Figures): string[] {
	const both = (of: (figures: Figures) => string) => {
		const [middle, last] = [of(median), of(worst)];
		return middle === '' ? '' : `${middle} (${last})`;
	};
	return [
		both(({ use }) => use.toFixed(3)),
		both(({ lateUse }) => lateUse.toFixed(3)),
		both(({ refusedShare }) => percent(refusedShare)),
		both(({ lateRefusedShare }) => percent(lateRefusedShare)),
		both(({ refused }) => plain(refused)),
		both(({ worstMinute }) => plain(worstMinute)),
		both(({ t90 }) => plain(t90)),
		both(({ overshoot }) => plain(overshoot)),
		both(({ refusedAfterChange }) => plain(refusedAfterChange)),
		both(({ t90AfterChange }) => plain(t90AfterChange)),
		both(({ unproven }) => (Number.isNaN(unproven) ? '' : unproven.toFixed(2))),
	];
}

function percent(share: number): string {
	return (share * 100).toFixed(2);
}

function plain(value: number): string {
	if (Number.isNaN(value)) return '';
	return Number.isFinite(value) ? String(Math.round(value)) : 'never';
}

function line(name: string, columns: readonly string[], rest: string): string {
	return `${name.padEnd(NAME_WIDTH)}${columns.map((cell) => cell.padEnd(WIDTH)).join('')}${rest}`;
}

function report(result: ScenarioResult, msPerRun: number): void {
	const { file, median, worst, missed, runs } = result;
	const marks = missed.length === 0 ? 'ok' : `MISSED ${missed.map((mark) => wanted(mark, result)).join(', ')}`;
	const ended = runs.find(({ stopped }) => stopped !== undefined)?.stopped;
	const stopped = ended === undefined ? '' : `; stopped at ${ended.at} s: ${ended.why}`;
	console.log(line(file.name, cells(median, worst), `${String(Math.round(msPerRun)).padStart(5)}  ${marks}${stopped}`));
}

function wanted(mark: string, { file }: ScenarioResult): string {
	const value = (file.marks as Record<string, number | undefined>)[mark];
	return value === undefined ? mark : `${mark} ${MORE.has(mark) ? '>=' : '<='} ${value}`;
}

const MORE: ReadonlySet<string> = new Set(['use', 'lateUse']);

function showRun(seed: number, run: VirtualRun): void {
	const after = run.refusedAfterChange.join('/');
	const t90After = run.t90AfterChange.map(plain).join('/');
	console.log(
		`  seed ${seed}: U ${run.use.toFixed(3)} (${run.lateUse.toFixed(3)})  R ${percent(run.refusedShare)} % (${percent(run.lateRefusedShare)} %)  ` +
			`${run.refused} refused, ${run.accepted} accepted of ${run.starts}  T90 ${plain(run.t90)} s  over ${run.overshoot}  after ${after}  T90 after ${t90After}`,
	);
}

const governor = governorNamed(values.governor);
const seeds = Array.from({ length: Number(values.seeds) }, (_, place) => place + 1);
const wantedNames = positionals.map((name) => name.toLowerCase());
const isWanted = (name: string) => wantedNames.length === 0 || wantedNames.some((start) => isNamed(name, start));
const begun = performance.now();
let missing = 0;

function isNamed(name: string, start: string): boolean {
	return name === start || name.startsWith(`${start}-`) || new RegExp(`^${start}[a-z]`).test(name);
}

console.log(`${values.governor}, ${seeds.length} seeds: median (worst)`);
console.log(line('scenario', COLUMNS, 'ms/run  marks'));
for (const name of scenarioFileNames().filter(isWanted)) {
	const startedAt = performance.now();
	const result = await runScenario(name, governor, seeds);
	report(result, (performance.now() - startedAt) / seeds.length);
	if (values.runs) for (const [place, run] of result.runs.entries()) showRun(seeds[place] ?? 0, run);
	if (result.missed.length > 0) missing += 1;
}
console.log(`${missing} scenarios miss a mark; ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
