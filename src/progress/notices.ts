import { eventText } from './event-text.js';
import type { CallAccepted, CampaignEvent, Waiting } from './events.js';
import { LimitNotices } from './limit-notices.js';
import { seconds } from './status-text.js';

/** A wait after a refusal is worth a line from this length on, ms; shorter ones are the limit being felt for. */
const LONG_WAIT_MS = 5_000;
/** Waits that are worth a line whatever their length. */
const ALWAYS_WORTH: ReadonlySet<string> = new Set(['unreachable', 'quota']);
/** A pace is measured anew all the time: changes of less than this part of it are nothing to act on. */
const LEAST_PACE_SHARE = 0.1;

/**
 * Picks the events that a person should find again in a log, with a line for each: notices, stopping, doubts, refusals of the
 * configuration, changes of the limits, and the beginning and end of a wait for the provider.
 */
export class Notices {
	/** The wait that was told last and has not ended. */
	#trouble: { readonly code: string; readonly since: number } | undefined;
	readonly #limits = { slots: new LimitNotices(0), pace: new LimitNotices(LEAST_PACE_SHARE) };
	readonly #timeText: (at: number) => string;

	/** `timeText` shows epoch ms as local time. */
	constructor(timeText: (at: number) => string) {
		this.#timeText = timeText;
	}

	/** @returns the line, or undefined when the event is not worth one. */
	of(event: CampaignEvent): string | undefined {
		switch (event.type) {
			case 'notice':
			case 'failed_over':
			case 'stopping':
			case 'attempt_in_doubt':
				return eventText(event);
			case 'attempt_failed':
				return event.blame === 'contact' ? undefined : eventText(event);
			case 'limit_changed':
				return this.#limits[event.what].of(event);
			case 'waiting':
				return this.#waiting(event);
			case 'call_accepted':
				return this.#accepted(event);
			default:
				return undefined;
		}
	}

	#waiting(event: Waiting): string | undefined {
		const { code, at, until = at } = event;
		const worth = ALWAYS_WORTH.has(code) || (code === 'refused' && until - at > LONG_WAIT_MS);
		if (!worth || code === this.#trouble?.code) return undefined;
		this.#trouble = { code, since: this.#trouble?.since ?? at };
		if (until <= at) return eventText(event);
		const left = seconds(until - at);
		return code === 'quota'
			? `${eventText(event)}; calls go on at ${this.#timeText(until)}, in ${left}`
			: `${eventText(event)}; next try in ${left}`;
	}

	/** The end of a wait is the first call that is taken, not the first try. */
	#accepted({ at, reconciled }: CallAccepted): string | undefined {
		if (this.#trouble === undefined || reconciled) return undefined;
		const { since } = this.#trouble;
		this.#trouble = undefined;
		return `calls are taken again, after ${seconds(Math.max(0, at - since))}`;
	}
}
