import type { AttemptSpec } from '../provider.js';

/**
 * The briefing that the agent gets with a call, the only thing that can be sent along: a line for each column, and the
 * attempt id, by which a person may recognize the call. A value stays on its line, so that none can pass for another.
 */
export function contextOf({ variables, attempt }: Pick<AttemptSpec, 'variables' | 'attempt'>): string {
	const lines = Object.entries(variables).map(([name, value]) => `${onLine(name)}: ${onLine(value)}`);
	return [...lines, `Reference, not to be mentioned: ${attempt}`].join('\n');
}

function onLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
