import type { Lane } from '../../../src/contacts/contact.js';
import type { WorkItem } from '../../../src/dispatch/work.js';

/** A contact with this name, to be called. */
export function item(name: string, lane: Lane = 'bulk'): WorkItem {
	const contact = { key: name, to: '+12125550100', lane, variables: {} };
	return { contact, row: { index: 0, line: 2, cells: [name], content: contact } };
}

/** Batches of contacts as a file gives them: `batches` of names, each a batch of its own. */
export async function* stream(lane: Lane, ...batches: string[][]): AsyncGenerator<WorkItem[]> {
	for (const names of batches) yield names.map((name) => item(name, lane));
}
