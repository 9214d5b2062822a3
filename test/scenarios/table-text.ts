import type { Figures, ScenarioResult } from './run-scenarios.js';
import type { VirtualRun } from './virtual-campaign.js';

const COLUMNS: readonly (readonly [title: string, show: (figures: Figures) => string])[] = [
	['U', ({ use }) => use.toFixed(3)],
	['U late', ({ lateUse }) => lateUse.toFixed(3)],
	['R %', ({ refusedShare }) => percent(refusedShare)],
	['R % late', ({ lateRefusedShare }) => percent(lateRefusedShare)],
	['429s', ({ refused }) => plain(refused)],
	['/min', ({ worstMinute }) => plain(worstMinute)],
	['pause s', ({ longestPause }) => plain(longestPause)],
	['T90 s', ({ t90 }) => plain(t90)],
	['over', ({ overshoot }) => plain(overshoot)],
	['after', ({ refusedAfterChange }) => plain(refusedAfterChange)],
	['T90 after', ({ t90AfterChange }) => plain(t90AfterChange)],
	['unproven', ({ unproven }) => fraction(unproven)],
	['Jain', ({ jain }) => fraction(jain)],
];
const NAME_WIDTH = 26;
const WIDTH = 14;

export const HEADING = line(
	'scenario',
	COLUMNS.map(([title]) => title),
	'ms/run  marks',
);

/** One scenario: of each figure the median, and in brackets the worst. */
export function resultLine(result: ScenarioResult, msPerRun: number): string {
	const { file, median, worst, missed, runs } = result;
	const cells = COLUMNS.map(([, show]) => (show(median) === '' ? '' : `${show(median)} (${show(worst)})`));
	const marks = missed.length === 0 ? 'ok' : `MISSED ${missed.join(', ')}`;
	const ended = runs.find(({ stopped }) => stopped !== undefined)?.stopped;
	const stopped = ended === undefined ? '' : `; stopped at ${ended.at} s: ${ended.why}`;
	return line(file.name, cells, `${String(Math.round(msPerRun)).padStart(5)}  ${marks}${stopped}`);
}

/** One seed of it. */
export function runLine(seed: number, run: VirtualRun): string {
	const after = run.refusedAfterChange.join('/');
	const t90After = run.t90AfterChange.map(plain).join('/');
	return (
		`  seed ${seed}: U ${run.use.toFixed(3)} (${run.lateUse.toFixed(3)})  ` +
		`R ${percent(run.refusedShare)} % (${percent(run.lateRefusedShare)} %)  ` +
		`${run.refused} refused, ${run.accepted} accepted of ${run.starts}  T90 ${plain(run.t90)} s  over ${run.overshoot}  ` +
		`after ${after}  T90 after ${t90After}  violations ${run.violations}`
	);
}

function percent(share: number): string {
	return (share * 100).toFixed(2);
}

function fraction(value: number): string {
	return Number.isNaN(value) ? '' : value.toFixed(2);
}

function plain(value: number): string {
	if (Number.isNaN(value)) return '';
	return Number.isFinite(value) ? String(Math.round(value)) : 'never';
}

function line(name: string, columns: readonly string[], rest: string): string {
	return `${name.padEnd(NAME_WIDTH)}${columns.map((cell) => cell.padEnd(WIDTH)).join('')}${rest}`;
}
