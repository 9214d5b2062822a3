import { eventText } from './event-text.js';
import type { CallAccepted, CampaignEvent, LimitChanged, Waiting } from './events.js';
import { seconds } from './status-text.js';

/** A wait after a refusal is worth a line from this length on, ms; shorter ones are the limit being felt for. */
const LONG_WAIT_MS = 5_000;
/** Slots grow one at a time, every few seconds: told at most this often, ms. */
const GROWTH_EVERY_MS = 60_000;

/**
 * Picks the events that a person should find again in a log, with a line for each: stopping, doubts, refusals of the
 * configuration, a change of the slots, and the beginning and end of a wait for the provider.
 */
export class Notices {
	/** The wait that was told last and has not ended. */
	#trouble: { readonly code: string; readonly since: number } | undefined;
	#growthAt = Number.NEGATIVE_INFINITY;
	/** Slots where the growth since the last line about slots began. */
	#grownFrom: number | undefined;

	/** @returns the line, or undefined when the event is not worth one. */
	of(event: CampaignEvent): string | undefined {
		switch (event.type) {
			case 'stopping':
			case 'attempt_in_doubt':
				return eventText(event);
			case 'attempt_failed':
				return event.blame === 'contact' ? undefined : eventText(event);
			case 'limit_changed':
				return this.#limit(event);
			case 'waiting':
				return this.#waiting(event);
			case 'call_accepted':
				return this.#accepted(event);
			default:
				return undefined;
		}
	}

	#limit(event: LimitChanged): string | undefined {
		const from = this.#grownFrom ?? event.from;
		if (event.from === undefined || event.to === undefined || event.to < event.from) {
			this.#grownFrom = undefined;
			return eventText(event);
		}
		if (event.at - this.#growthAt < GROWTH_EVERY_MS) {
			this.#grownFrom = from;
			return undefined;
		}
		this.#growthAt = event.at;
		this.#grownFrom = undefined;
		return eventText({ ...event, from });
	}

	#waiting(event: Waiting): string | undefined {
		const { code, at, until = at } = event;
		const worth = code === 'unreachable' || (code === 'refused' && until - at > LONG_WAIT_MS);
		if (!worth || code === this.#trouble?.code) return undefined;
		this.#trouble = { code, since: this.#trouble?.since ?? at };
		return until > at ? `${eventText(event)}; next try in ${seconds(until - at)}` : eventText(event);
	}

	/** The end of a wait is the first call that is taken, not the first try. */
	#accepted({ at, reconciled }: CallAccepted): string | undefined {
		if (this.#trouble === undefined || reconciled) return undefined;
		const { since } = this.#trouble;
		this.#trouble = undefined;
		return `calls are taken again, after ${seconds(Math.max(0, at - since))}`;
	}
}
