import { parseDocument } from 'yaml';

/** Settings and scenarios take a few thousand; the parser needs seconds for much larger ones. */
const LONGEST_CHARACTERS = 1_048_576;
const DEEPEST = 100;

/**
 * Reads YAML (or JSON) as plain values that JSON could hold.
 * @throws Error with one clause that says what is wrong and where; also for what the parser would only warn of (a tag that
 * is not known), and for what is too long, too deeply nested, or grows without measure by its aliases.
 */
export function readYaml(text: string): unknown {
	if (text.length > LONGEST_CHARACTERS) throw new Error('it is longer than 1 MiB');
	if (isDeep(text)) throw new Error('it is nested too deeply');
	const document = parseDocument(text);
	const [problem] = [...document.errors, ...document.warnings];
	// The parser draws the place below its sentence; the sentence names line and column.
	if (problem !== undefined) throw new Error(problem.message.split('\n')[0]?.replace(/[:.]$/, ''), { cause: problem });
	try {
		const value: unknown = document.toJS({ maxAliasCount: 100 });
		JSON.stringify(value); // throws where a value holds itself
		return value;
	} catch (error) {
		throw new Error('its aliases refer to nothing or to themselves, or grow without measure', { cause: error });
	}
}

/** Looked at before the parser does, which follows each level by a call of its own. */
function isDeep(text: string): boolean {
	let depth = 0;
	for (const bracket of text.match(/[[\]{}]/g) ?? []) {
		depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
		if (depth > DEEPEST) return true;
	}
	return /(?:[-?:][ \t]+){100}/.test(text);
}
