import type { Doubt } from '../campaign/settle.js';
import { plural } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';
import { CATALOGUE } from '../providers/catalogue.js';
import type { CatalogueEntry } from '../providers/entry.js';

/** What `dialer settle` shows of rows in doubt, and how they can be decided. `provider`: its name in the checkpoint. */
export function doubtsText(doubts: readonly Doubt[], contacts: string, provider: string): string[] {
	if (doubts.length === 0) return ['Nothing is in doubt.'];
	const through = [...new Set(doubts.map(({ open }) => open.provider))].flatMap((failover) => {
		const name = failover ?? provider;
		const entry = Object.hasOwn(CATALOGUE, name) ? CATALOGUE[name] : undefined;
		if (entry === undefined) return [];
		const own = provider === 'retell' ? '' : ` --provider ${provider}`;
		const command = `dialer resume ${contacts}${own}${failover === undefined ? '' : ` --failover ${failover}`}`;
		return [askingText(entry, command), `To look it up: ${entry.reconciliation.byHand}`];
	});
	return [
		`${plural(doubts.length, 'row')} in doubt: the request was sent, and its answer never came or did not tell.`,
		...doubts.map(doubtText),
		...through,
		'Then decide, by line:',
		`  dialer settle ${contacts} --placed <line...>      it was called, and is not called again`,
		`  dialer settle ${contacts} --not-placed <line...>  nothing rang, and the next run calls it`,
	];
}

/** How the provider is asked again, if it can be. */
function askingText({ name, title, describe, reconciliation }: CatalogueEntry, command: string): string {
	if (describe !== undefined) return `Ask again, if your description says how (find):  ${command} --config <file>`;
	return reconciliation.by === 'nothing' ? `${title} cannot be asked about them.` : `Ask ${name} again:  ${command}`;
}

function doubtText({ open, line }: Doubt): string {
	const where = line === undefined ? 'no longer in the file' : `line ${line}`;
	const why = open.why ?? 'the run ended before the answer came';
	const words = `${where}: ${open.to}, sent ${new Date(open.intendedAt).toISOString()}, attempt ${open.attempt}: ${why}`;
	return `  ${printable(words)}`;
}
