import type { Contact, Row, Verdict } from '../contacts/contact.js';
import type { ContactTable } from '../contacts/contact-table.js';
import type { CampaignState } from '../journal/state.js';

/** What is to be done with a row, with the campaign's past in view. */
export type RowVerdict =
	| Verdict
	/** The number was rung for another contact before the file was edited; `by` is that contact's key. */
	| { readonly kind: 'rung_before'; readonly contact: Contact; readonly by: string };

/** Whatever the ids say and however the file was edited, a number is rung for one contact only. */
export function judge(row: Row, table: ContactTable, state: CampaignState): RowVerdict {
	const verdict = table.verdict(row);
	if (verdict.kind !== 'callable') return verdict;
	const by = state.ringerOf(verdict.contact.to);
	if (by === undefined || by === verdict.contact.key) return verdict;
	return { kind: 'rung_before', contact: verdict.contact, by };
}
