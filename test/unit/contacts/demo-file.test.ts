import { expect, test } from 'vitest';
import { ContactTable } from '../../../src/contacts/contact-table.js';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { fixture, verdictsOf } from './contacts-files.js';

test('the demo file has one row of each kind that a first run should show', async () => {
	const table = await ContactTable.scan(await openContacts(fixture('demo.csv'), {}));
	expect(table.rows).toBe(36);
	expect(table.counts).toEqual({ callable: 33, high: 6, bulk: 27, duplicate: 1, invalid: 2 });
	const others = (await verdictsOf(fixture('demo.csv'))).filter((verdict) => !verdict.includes('+'));
	expect(others).toEqual(['7 invalid_phone', '19 = 2', '26 no_phone']);
});
