import type { EventSink } from './events.js';

/** Shows a run while it goes on. */
export interface ProgressDisplay {
	readonly sink: EventSink;
	/** Shows the last state and lets go of the stream and of every timer. Call it whatever ends the run; twice is no harm. */
	stop(): void;
}

/**
 * Where text goes. Its owner handles the stream's errors: a reader that has gone away is no fault of a display.
 */
export interface TextStream {
	write(text: string): unknown;
	/** Width in characters, where the stream is a terminal. */
	readonly columns?: number;
	readonly isTTY?: boolean;
}
