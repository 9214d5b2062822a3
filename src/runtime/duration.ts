const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a length of time as people write it: `250ms`, `1.5s`, `10m`, `2h`, `1d`.
 * @returns milliseconds, or undefined when the text is no duration.
 */
export function parseDuration(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
	const unit = UNIT_MS[match?.[2] ?? ''];
	const ms = Number(match?.[1]) * (unit ?? Number.NaN);
	return Number.isFinite(ms) ? ms : undefined; // 400 digits are no length of time either
}

/** Shows a length of time in its two largest units: `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
	if (ms < 1_000) return `${Math.round(ms)} ms`;
	const seconds = Math.round(ms / 1_000);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return join(minutes, 'min', seconds % 60, 's');
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return join(hours, 'h', minutes % 60, 'min');
	return join(Math.floor(hours / 24), 'days', hours % 24, 'h');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
