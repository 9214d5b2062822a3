import type { Change, ContactsEdit, EditKind } from '../campaign/contacts-edit.js';
import { formatCount, plural } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';

/** What is said of each kind of change: which contacts, and what the run does with them. */
const WORDS: Readonly<Record<Exclude<EditKind, 'many'>, readonly [which: string, does: string]>> = {
	added: ['added', 'will be called'],
	returned: ['called before under the number that stands there', 'keep their results'],
	rung_before: ['with a number that was called for another contact', 'not called; duplicate in the results'],
	removed_settled: [
		'called before and no longer in the file',
		'gone from the results, kept in the checkpoint, not called again if they come back',
	],
	removed_open: ['no longer in the file, with a call or an attempt under way', 'followed to the end all the same'],
	removed_pending: ['not called yet, and no longer there to be called', 'will not be called'],
	number_settled: [
		'called before under another number',
		'not called at the new one, the result stands; to call it, give the row another id',
	],
	number_open: [
		'with another number while a call or an attempt is under way',
		'that one is followed to the end and counts; the new one is called only if nothing rang',
	],
	number_pending: ['not called yet, with another number', 'called at the new one'],
	text_pending: ['not called yet, with other text', 'called with the new text'],
	text_begun: ['called before, with other text', 'keep their results'],
	texts: [
		'other text in many contacts',
		'those not called yet are called with the new text, the others keep their results',
	],
	reordered: ['another order', 'changes no call; the results follow the file as it is now'],
};

/** What was changed in the contacts file and what comes of it. `todo`: contacts to be called. */
export function editLines({ changes, rowsBefore, rowsNow }: ContactsEdit, todo: number): string[] {
	const head = 'The contacts file was changed since the last run';
	const lines = changes.map((change) =>
		change.kind === 'many' ? manyText(rowsBefore, rowsNow, todo) : changeText(change.kind, change),
	);
	const [only = 'none of the contacts in it'] = lines;
	return lines.length < 2 ? [`${head}: ${only}`] : [`${head}:`, ...lines.map((line) => `- ${line}`)];
}

function changeText(kind: Exclude<EditKind, 'many'>, { count, examples }: Change): string {
	const [which, does] = WORDS[kind];
	const who = count === undefined ? which : `${plural(count, 'contact')} ${which}`;
	const more = (count ?? 0) > examples.length ? ', ...' : '';
	const named = examples.length === 0 ? '' : ` (${examples.map(exampleText).join(', ')}${more})`;
	return `${who}${named}: ${does}`;
}

function manyText(rowsBefore: number, rowsNow: number, todo: number): string {
	return `Not all of it can be told: ${plural(rowsBefore, 'row')} then, ${formatCount(rowsNow)} now; the ${formatCount(todo)} to call are called as they stand there, those called before are not called again`;
}

function exampleText({ line, contact }: Change['examples'][number]): string {
	const name = printable(contact.startsWith('id:') ? `id ${contact.slice('id:'.length)}` : contact);
	return line === undefined ? name : `line ${line}: ${name}`;
}
