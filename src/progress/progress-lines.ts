import type { Clock } from '../runtime/clock.js';
import { CampaignBoard } from './campaign-board.js';
import { eventText } from './event-text.js';
import type { CampaignEvent, EventSink } from './events.js';
import { Notices } from './notices.js';
import { timeOfDay } from './numbers.js';
import type { ProgressDisplay, TextStream } from './progress-display.js';
import { statusText } from './status-text.js';

export interface ProgressLinesOptions {
	readonly clock: Clock;
	readonly stream: TextStream;
	/** IANA name; the machine's when left out. */
	readonly timeZone?: string;
	/** A line for every event. */
	readonly verbose?: boolean;
}

const STATUS_EVERY_MS = 5_000;

/** Plain lines for a log or a pipe: where the run stands every 5 s, and the notable events. No control characters. */
export class ProgressLines implements ProgressDisplay {
	readonly #clock: Clock;
	readonly #stream: TextStream;
	readonly #timeText: (at: number) => string;
	readonly #textOf: (event: CampaignEvent) => string | undefined;
	readonly #board = new CampaignBoard();
	#cancelNext: (() => void) | undefined;
	#stopped = false;

	constructor({ clock, stream, timeZone, verbose = false }: ProgressLinesOptions) {
		this.#clock = clock;
		this.#stream = stream;
		this.#timeText = timeOfDay(timeZone);
		const notices = new Notices(this.#timeText);
		this.#textOf = verbose ? eventText : (event) => notices.of(event);
	}

	readonly sink: EventSink = (event: CampaignEvent) => {
		if (this.#stopped) return;
		this.#board.apply(event);
		const text = this.#textOf(event);
		if (text !== undefined) this.#print(event.at, text);
		if (event.type === 'campaign_started') this.#scheduleStatus();
	};

	stop(): void {
		if (this.#stopped) return;
		this.#stopped = true;
		if (this.#cancelNext === undefined) return;
		this.#cancelNext();
		this.#printStatus();
	}

	#scheduleStatus(): void {
		this.#cancelNext?.();
		this.#cancelNext = this.#clock.after(STATUS_EVERY_MS, () => {
			this.#printStatus();
			this.#scheduleStatus();
		});
	}

	#printStatus(): void {
		const now = this.#clock.now();
		this.#print(now, statusText(this.#board.view(now), now, this.#timeText));
	}

	#print(at: number, text: string): void {
		this.#stream.write(`${this.#timeText(at)} ${text}\n`);
	}
}
