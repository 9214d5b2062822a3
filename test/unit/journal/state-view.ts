import type { CampaignState } from '../../../src/journal/state.js';

/** Everything that can be asked of a state, in a form that can be compared. */
export function viewOf(state: CampaignState | undefined, numbers: readonly string[] = []): object | undefined {
	if (state === undefined) return undefined;
	const contacts = [...state.contacts()];
	return {
		...state,
		settled: { ...state.settled },
		limits: { ...state.limits },
		open: state.open(),
		contacts: contacts.map((contact) => ({
			contact,
			settled: state.isSettled(contact),
			offset: state.settledOffset(contact),
			tally: state.tally(contact),
			open: state.openAttempt(contact),
		})),
		ringers: numbers.map((number) => [number, state.ringerOf(number)]),
	};
}
