import { MultiBar } from 'cli-progress';
import type { Clock } from '../runtime/clock.js';
import { barLine } from './bar-line.js';
import { CampaignBoard } from './campaign-board.js';
import type { CampaignEvent, EventSink } from './events.js';
import { Notices } from './notices.js';
import { timeOfDay } from './numbers.js';
import type { ProgressDisplay, TextStream } from './progress-display.js';

export interface ProgressBarOptions {
	readonly clock: Clock;
	/** A terminal; on anything else nothing is shown. */
	readonly stream: TextStream;
	/** IANA name; the machine's when left out. */
	readonly timeZone?: string;
}

const FRAMES_PER_SECOND = 5;

/**
 * A bar on the terminal's last line, and the notable events as plain lines above it.
 *
 * A MultiBar with one bar, because it can print lines above its bar; a SingleBar would at its end put the cursor back to
 * where it began, into the midst of those lines. The cursor is not hidden and line wrapping is left as it is, so that
 * even a killed process leaves the terminal in order.
 */
export class ProgressBar implements ProgressDisplay {
	readonly #clock: Clock;
	readonly #stream: TextStream;
	readonly #timeText: (at: number) => string;
	readonly #board = new CampaignBoard();
	readonly #notices: Notices;
	readonly #bars: MultiBar;
	#stopped = false;

	constructor({ clock, stream, timeZone }: ProgressBarOptions) {
		this.#clock = clock;
		this.#stream = stream;
		this.#timeText = timeOfDay(timeZone);
		this.#notices = new Notices(this.#timeText);
		this.#bars = new MultiBar({
			// The bar uses no more of a stream than what a TextStream has.
			stream: stream as NodeJS.WritableStream,
			format: (_options, { maxWidth }) => this.#line(maxWidth),
			fps: FRAMES_PER_SECOND,
			linewrap: true,
			// A line printed above takes the bar's place: the bar is drawn again even when it has not changed.
			forceRedraw: true,
		});
	}

	readonly sink: EventSink = (event: CampaignEvent) => {
		if (this.#stopped) return;
		this.#board.apply(event);
		const notice = this.#notices.of(event);
		if (notice !== undefined) this.#print(`${this.#timeText(event.at)} ${notice}\n`);
		if (event.type === 'campaign_started') this.#start();
	};

	stop(): void {
		this.#stopped = true;
		if (!this.#bars.isActive) return;
		// Prints what was held back for the next frame, which will not come.
		this.#bars.update();
		this.#bars.stop();
	}

	#start(): void {
		const { total, done } = this.#board.view(this.#clock.now());
		this.#bars.create(total, done);
		if (this.#bars.isActive) this.#bars.update();
	}

	#print(line: string): void {
		if (this.#bars.isActive) this.#bars.log(line);
		else if (this.#stream.isTTY === true) this.#stream.write(line);
	}

	#line(width: number): string {
		const now = this.#clock.now();
		return barLine(this.#board.view(now), now, width, this.#timeText);
	}
}
