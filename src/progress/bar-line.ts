import type { BoardView } from './campaign-board.js';
import { words } from './event-text.js';
import { formatCount, formatEstimate, formatPercent, formatRate, formatRateOf } from './numbers.js';
import { cellsOf, printable } from './printable.js';
import { waitTexts } from './status-text.js';

const GAP = '  ';

/**
 * The bar and its facts in one line of less than `width` cells: the last cell stays free, because terminals differ in
 * what they do once it is written. The facts stand in the order of their importance; from the first that has no room,
 * in its shortest wording, they are left out. `now`: epoch ms.
 */
export function barLine(view: BoardView, now: number, width: number, timeText: (at: number) => string): string {
	const room = width - 1;
	let line = '';
	for (const wordings of facts(view, now, width, timeText)) {
		const lead = line === '' ? '' : line + GAP;
		const fitting = wordings.find((wording) => wording === '' || cellsOf(lead) + cellsOf(wording) <= room);
		if (fitting === undefined) break;
		if (fitting !== '') line = lead + fitting;
	}
	return line;
}

/** Each fact with its wordings, the longest first; an empty one lets the facts after it still be shown. */
function facts(view: BoardView, now: number, width: number, timeText: (at: number) => string): string[][] {
	const count = `${formatCount(view.done)}/${formatCount(view.total)}`;
	const share = formatPercent(view.done, view.total);
	const bar = drawBar(view, Math.min(20, Math.max(5, Math.floor(width / 8))));
	const wait = waitTexts(view, now, timeText);
	return [
		[`${bar} ${count}${GAP}${share}`, `${bar} ${count}`, count, share],
		[`live ${formatCount(view.live)}/${formatCount(view.slots)}`],
		rateTexts(view),
		...(view.etaMs === undefined ? [] : [[`ETA ${formatEstimate(view.etaMs)}`]]),
		...(wait.length === 0 ? [] : [wait]),
		[`refused ${formatCount(view.refused)}`],
		[`in doubt ${formatCount(view.inDoubt)}`],
		...view.outcomes.map(([name, times]) => [`${printable(words(name))} ${formatCount(times)}`]),
	];
}

/** The pace stands beside the rate as long as it is what may hold calls back. */
function rateTexts({ startsPerSecond, pacePerSecond, wait, stopping }: BoardView): string[] {
	const rate = formatRate(startsPerSecond);
	const held = stopping !== undefined || wait?.ordinary === false;
	return pacePerSecond === undefined || held ? [rate] : [formatRateOf(startsPerSecond, pacePerSecond), rate];
}

function drawBar({ done, total }: BoardView, cells: number): string {
	const filled = total === 0 ? cells : Math.floor((done / total) * cells);
	const tip = filled > 0 && filled < cells ? '>' : '';
	return `[${('='.repeat(filled - tip.length) + tip).padEnd(cells)}]`;
}
