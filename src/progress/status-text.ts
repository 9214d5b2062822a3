import { formatDuration } from '../runtime/duration.js';
import type { BoardView } from './campaign-board.js';
import { formatCount, formatEstimate, formatRate, formatRateOf } from './numbers.js';
import { printable } from './printable.js';

type TimeOfDay = (at: number) => string;

/** Where a run stands, in one line: `12,340 of 40,000 done, 18 live of 20 slots, ...`. */
export function statusText(view: BoardView, now: number, timeText: TimeOfDay): string {
	const facts = [
		`${formatCount(view.done)} of ${formatCount(view.total)} done`,
		`${formatCount(view.live)} live of ${formatCount(view.slots)} slots`,
		view.pacePerSecond === undefined
			? formatRate(view.startsPerSecond, ' calls')
			: formatRateOf(view.startsPerSecond, view.pacePerSecond, ' calls'),
		`${formatCount(view.refused)} refused`,
		`${formatCount(view.inDoubt)} in doubt`,
		...(view.etaMs === undefined ? [] : [`about ${formatEstimate(view.etaMs)} left`]),
	];
	const [why] = view.wait?.ordinary === true ? [] : waitTexts(view, now, timeText);
	return why === undefined ? facts.join(', ') : `${facts.join(', ')}; ${why}`;
}

/** Why no call is started now, from the longest wording to the shortest; empty when calls are started. */
export function waitTexts(view: BoardView, now: number, timeText: TimeOfDay): string[] {
	if (view.stopping !== undefined) return [`stopping: ${printable(view.stopping)}`, 'stopping'];
	if (view.wait === undefined) return [];
	const why = printable(view.wait.why);
	// Shorter would say less than the numbers beside it do.
	if (view.wait.ordinary) return [why, ''];
	const leftMs = (view.wait.until ?? now) - now;
	const left = leftMs > 0 ? seconds(leftMs) : undefined;
	const next = left === undefined ? '' : `; next try in ${left}`;
	return [
		`waiting since ${timeText(view.wait.since)}: ${why}${next}`,
		`waiting: ${why}${next}`,
		`waiting: ${why}`,
		left === undefined ? 'waiting' : `waiting ${left}`,
	];
}

/** Rounded up to whole seconds: a countdown that says 0 s is over. */
export function seconds(ms: number): string {
	return formatDuration(Math.ceil(ms / 1_000) * 1_000);
}
