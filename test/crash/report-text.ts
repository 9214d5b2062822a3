import type { ClassResult } from './class-result.js';

export interface ReportPart {
	readonly title: string;
	/** What was done, in one or two sentences. */
	readonly how: string;
	/** What `tried` counts. */
	readonly counted: string;
	readonly classes: readonly ClassResult[];
}

const INTRODUCTION = `# Never twice, never lost: the crash report

Written by \`npm run proof:crash\`; a smaller version of every part runs with \`npm test\`. After each crash the campaign is run
again, to its end, and then judged without the dialer's own code: by the mock provider's count of which number it rang how often, by
the contacts file and by the results file (\`judge-files.ts\`).

- **rung twice**: numbers that the provider rang more than once.
- **rows lost**: rows of the contacts file that do not stand in the results once, with a final status.
- **wrongly given up**: attempts that the dialer gave up although their call was taken, and contacts that it reports as called
  although nobody rang.
- **in doubt**: attempts of which it was at some time not known whether they had rung, because the answer was lost or the process
  died before it; **settled**: those cleared up by asking the provider, without a person.
`;

/** The report as Markdown. */
export function reportText(parts: readonly ReportPart[]): string {
	const all = parts.flatMap((part) => part.classes);
	const { tried, rungTwice, rowsLost, wronglyGivenUp, inDoubt, settledAutomatically } = sumOf(all);
	const total = `**${count(tried)} crashes and faults in all: ${count(rungTwice)} rung twice, ${count(rowsLost)} rows lost, ${count(wronglyGivenUp)} wrongly given up; of ${count(inDoubt)} attempts in doubt ${share(settledAutomatically, inDoubt)} were settled without a person.**`;
	return [INTRODUCTION, total, ...parts.map(partText), ''].join('\n');
}

function partText({ title, how, counted, classes }: ReportPart): string {
	const header = ['class', counted, 'rung twice', 'rows lost', 'wrongly given up', 'in doubt', 'settled'];
	const rows = classes.map((one) => [
		one.name,
		count(one.tried),
		count(one.rungTwice),
		count(one.rowsLost),
		count(one.wronglyGivenUp),
		count(one.inDoubt),
		share(one.settledAutomatically, one.inDoubt),
	]);
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	const rule = `|${header.map((_, column) => (column === 0 ? '---' : '--:')).join('|')}|`;
	return `\n## ${title}\n\n${how}\n\n${[line(header), rule, ...rows.map(line)].join('\n')}`;
}

function sumOf(classes: readonly ClassResult[]): Omit<ClassResult, 'name'> {
	const sum = (of: (one: ClassResult) => number) => classes.reduce((all, one) => all + of(one), 0);
	return {
		tried: sum((one) => one.tried),
		rungTwice: sum((one) => one.rungTwice),
		rowsLost: sum((one) => one.rowsLost),
		wronglyGivenUp: sum((one) => one.wronglyGivenUp),
		inDoubt: sum((one) => one.inDoubt),
		settledAutomatically: sum((one) => one.settledAutomatically),
	};
}

function share(part: number, whole: number): string {
	if (whole === 0) return '-';
	return part === whole ? '100 %' : `${Math.floor((part / whole) * 1_000) / 10} %`;
}

function count(value: number): string {
	return value.toLocaleString('en-US');
}
