import { columnNames } from '../contacts/columns.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import { closest } from '../runtime/closest.js';
import { UsageError } from '../runtime/errors.js';

/** @throws UsageError when a request is to be filled from a column that the file does not have: nobody shall hear a gap. */
export function expectColumns({ path, header, columns }: ContactsFile, needed: readonly string[]): void {
	const there = columnNames(header).filter((_, index) => index !== columns.phone);
	const missing = needed.find((name) => !there.includes(name));
	if (missing === undefined) return;
	const meant = closest(missing, there);
	const known = there.length === 0 ? 'It has none but the number, {{to}}.' : `It has ${there.slice(0, 20).join(', ')}.`;
	throw new UsageError(`The contacts file ${path} has no column ${missing}, which the requests are filled from.`, {
		hint: meant === undefined ? known : `Did you mean {{${meant}}}?`,
	});
}
