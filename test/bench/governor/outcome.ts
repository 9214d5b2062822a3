import type { SharedRun } from '../../scenarios/shared-campaign.js';

/** How one run of one contender went; `jain` is NaN where one dialer is alone. */
export interface Outcome extends SharedRun {
	/** Contacts that were given up because of refusals, with nobody rung. */
	readonly lost: number;
}
