import type { Contact, Row, Verdict } from '../contacts/contact.js';
import type { ContactTable } from '../contacts/contact-table.js';
import type { CampaignState } from '../journal/state.js';

/** What is to be done with a row, with the campaign's past in view. */
export type RowVerdict =
	| Verdict
	/** The number was rung for another contact before the file was edited; `by` is that contact's key. */
	| { readonly kind: 'rung_before'; readonly contact: Contact; readonly by: string }
	/**
	 * The contact was called, or is being called, under another number before the file was edited: its row tells that. The
	 * number that it has now is another's.
	 */
	| { readonly kind: 'kept'; readonly contact: Contact };

/** Whatever the ids say and however the file was edited, a number is rung for one contact only. */
export function judge(row: Row, table: ContactTable, state: CampaignState): RowVerdict {
	const verdict = table.verdict(row);
	if (verdict.kind === 'invalid') return verdict;
	const { contact } = verdict;
	const called = state.isSettled(contact.key) || state.openAttempt(contact.key) !== undefined;
	if (verdict.kind === 'duplicate') return called && verdict.leadsKey ? { kind: 'kept', contact } : verdict;
	const by = state.ringerOf(contact.to);
	if (by === undefined || by === contact.key) return verdict;
	return called ? { kind: 'kept', contact } : { kind: 'rung_before', contact, by };
}
