import type { Doubt } from '../campaign/settle.js';
import { plural } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';
import { CATALOGUE } from '../providers/catalogue.js';
import type { CatalogueEntry } from '../providers/entry.js';

/** What `dialer settle` shows of rows in doubt, and how they can be decided. `provider`: its name in the checkpoint. */
export function doubtsText(doubts: readonly Doubt[], contacts: string, provider: string): string[] {
	if (doubts.length === 0) return ['Nothing is in doubt.'];
	const entry = Object.hasOwn(CATALOGUE, provider) ? CATALOGUE[provider] : undefined;
	return [
		`${plural(doubts.length, 'row')} in doubt: the request was sent, and its answer never came or did not tell.`,
		...doubts.map(doubtText),
		...(entry === undefined ? [] : [askingText(entry, contacts), `To look it up: ${entry.reconciliation.byHand}`]),
		'Then decide, by line:',
		`  dialer settle ${contacts} --placed <line...>      it was called, and is not called again`,
		`  dialer settle ${contacts} --not-placed <line...>  nothing rang, and the next run calls it`,
	];
}

/** How the provider is asked again, if it can be. */
function askingText({ name, title, describe, reconciliation }: CatalogueEntry, contacts: string): string {
	if (describe !== undefined) {
		return `Ask again, if your description says how (find):  dialer resume ${contacts} --provider ${name} --config <file>`;
	}
	if (reconciliation.by === 'nothing') return `${title} cannot be asked about them.`;
	return `Ask ${name} again:  dialer resume ${contacts}${name === 'retell' ? '' : ` --provider ${name}`}`;
}

function doubtText({ open, line }: Doubt): string {
	const where = line === undefined ? 'no longer in the file' : `line ${line}`;
	const why = open.why ?? 'the run ended before the answer came';
	const words = `${where}: ${open.to}, sent ${new Date(open.intendedAt).toISOString()}, attempt ${open.attempt}: ${why}`;
	return `  ${printable(words)}`;
}
