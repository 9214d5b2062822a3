import { CONTENDERS, OURS } from './contenders.js';
import { dominates, type Figure, type Result, summarize, verdicts } from './results.js';

/** Shares of something, shown as per cent. */
const SHARES: ReadonlySet<Figure> = new Set<Figure>(['use', 'lateUse', 'refusedShare', 'lateRefusedShare']);

const COLUMNS: readonly (readonly [Figure, string])[] = [
	['use', 'use %'],
	['refusedShare', 'refused %'],
	['t90', 'to 90 %, s'],
	['worstMinute', 'worst minute'],
	['lost', 'contacts lost'],
];

/** The marks of ours in every scenario, as one of ours does; what is asked in every scenario only where it is missed. */
export function marksTable(results: readonly Result[], own: (typeof OURS)[number]): string[] {
	const rows = ofContender(results, own).flatMap((result) =>
		verdicts(result).map(({ figure, mark, reached, excuse }) => {
			const figures = figure === undefined ? ['', ''] : middleAndWorst(result, figure);
			return [
				result.scenario.name,
				mark,
				...figures,
				reached ? 'reached' : excuse === undefined ? 'MISSED' : 'out of reach',
			];
		}),
	);
	return table(['scenario', 'mark', 'median', 'worst (seed)', ''], rows);
}

/** Why marks are out of reach: a line for each that is missed for a reason. */
export function excuseLines(results: readonly Result[], own: (typeof OURS)[number]): string[] {
	const lines = ofContender(results, own).flatMap((result) =>
		verdicts(result).flatMap(({ mark, excuse }) =>
			excuse === undefined ? [] : [`- ${result.scenario.name}, ${mark}: ${excuse}.`],
		),
	);
	return lines.length === 0 ? ['None.'] : lines;
}

/** "adaptive: 3 of 60 marks missed". */
export function marksLine(results: readonly Result[], own: (typeof OURS)[number]): string {
	const judged = ofContender(results, own).flatMap(verdicts);
	const missed = judged.filter(({ reached }) => !reached);
	return `${own}: ${missed.length} of ${judged.length} marks missed`;
}

/** Which peers of a kind are better in both use and refusals than the first of ours: a line for each scenario with any. */
export function dominanceLines(results: readonly Result[], kind: 'learns' | 'told'): string[] {
	const lines = ofContender(results, OURS[0]).flatMap((own) => {
		const better = results
			.filter((result) => result.scenario.name === own.scenario.name && kindOf(result) === kind)
			.filter((result) => dominates(result, own))
			.map((result) => `${result.contender} (${pair(result)})`);
		return better.length === 0 ? [] : [`- ${own.scenario.name} (${pair(own)}): ${better.join('; ')}`];
	});
	return lines.length === 0 ? ['Nobody, in any scenario.'] : lines;
}

/** All contenders in one scenario: median (worst). */
export function scenarioTable(results: readonly Result[]): string[] {
	const rows = results.map((result) => [nameOf(result), ...COLUMNS.map(([figure]) => both(result, figure))]);
	return table(['', ...COLUMNS.map(([, title]) => title)], rows);
}

function ofContender(results: readonly Result[], name: string): Result[] {
	return results.filter(({ contender }) => contender === name);
}

function middleAndWorst(result: Result, figure: Figure): string[] {
	const { median, worst, worstSeed } = summarize(result, figure);
	return [show(figure, median), `${show(figure, worst)} (${worstSeed})`];
}

function kindOf({ contender: name }: Result): 'ours' | 'learns' | 'told' {
	return CONTENDERS.find((contender) => contender.name === name)?.kind ?? 'learns';
}

function nameOf(result: Result): string {
	const { contender: name } = result;
	return { ours: `**${name}**`, learns: name, told: `${name} (told)` }[kindOf(result)];
}

/** Use and refusals in per cent: "99.5 / 1.47". */
function pair(result: Result): string {
	const { median: use } = summarize(result, 'use');
	const { median: refused } = summarize(result, 'refusedShare');
	return `${show('use', use)} / ${show('refusedShare', refused)}`;
}

function both(result: Result, figure: Figure): string {
	const { median, worst } = summarize(result, figure);
	return `${show(figure, median)} (${show(figure, worst)})`;
}

function show(figure: Figure, value: number): string {
	if (SHARES.has(figure)) return (value * 100).toFixed(figure === 'use' || figure === 'lateUse' ? 1 : 2);
	if (Number.isFinite(value)) return String(Math.round(value * 100) / 100);
	return Number.isNaN(value) ? '-' : 'never';
}

/** A Markdown table with its columns lined up. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
	const widths = head.map((title, column) =>
		Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? title).length)),
	);
	const line = (cells: readonly string[]) =>
		`| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
