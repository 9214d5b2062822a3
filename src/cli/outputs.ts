import { createWriteStream } from 'node:fs';
import type { Settings } from '../config/settings.js';
import { eventStream } from '../progress/event-stream.js';
import type { CampaignEvent, EventSink } from '../progress/events.js';
import { ProgressBar } from '../progress/progress-bar.js';
import { type ProgressDisplay, ProgressLines } from '../progress/progress-lines.js';
import { systemClock } from '../runtime/clock.js';
import { PRIVATE_MODE } from '../runtime/files.js';
import type { Io } from './io.js';

/** Everything that shows a run while it goes on. */
export interface Outputs {
	readonly emit: EventSink;
	/** From now on there is something to show. */
	start(): void;
	stop(): void;
}

/** A bar on a terminal, plain lines elsewhere, nothing when quiet; and the event stream where one is asked for. */
export function openOutputs(io: Io, settings: Settings): Outputs {
	const sinks: EventSink[] = [];
	let display: ProgressDisplay | undefined;
	if (settings.events !== undefined) {
		const stream =
			settings.events === '-' ? io.stdout : createWriteStream(settings.events, { flags: 'a', mode: PRIVATE_MODE });
		sinks.push(eventStream(stream));
	}
	return {
		emit(event: CampaignEvent) {
			for (const sink of sinks) sink(event);
			display?.sink(event);
		},
		start() {
			if (settings.quiet) return;
			const bar = io.stderr.isTTY && !settings.verbose;
			display = bar
				? new ProgressBar({ stream: io.stderr, clock: systemClock })
				: new ProgressLines({ stream: io.stderr, clock: systemClock, verbose: settings.verbose ?? false });
		},
		stop() {
			display?.stop();
			display = undefined;
		},
	};
}
