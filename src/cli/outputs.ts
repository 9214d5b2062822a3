import { createWriteStream, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Settings } from '../config/settings.js';
import { eventStream } from '../progress/event-stream.js';
import type { CampaignEvent, EventSink } from '../progress/events.js';
import { printable } from '../progress/printable.js';
import { ProgressBar } from '../progress/progress-bar.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import { ProgressLines } from '../progress/progress-lines.js';
import { systemClock } from '../runtime/clock.js';
import { messageOf, UsageError } from '../runtime/errors.js';
import { PRIVATE_MODE } from '../runtime/private-files.js';
import type { Io } from './io.js';

/** Everything that shows a run while it goes on. */
export interface Outputs {
	readonly emit: EventSink;
	/** From now on there is something to show. */
	start(): void;
	/** Resolves when everything is written. */
	stop(): Promise<void>;
}

/** A bar on a terminal, plain lines elsewhere, nothing when quiet; and the event stream where one is asked for. */
export function openOutputs(io: Io, settings: Settings): Outputs {
	const sinks: EventSink[] = [];
	let display: ProgressDisplay | undefined;
	const events = settings.events === undefined ? undefined : eventOutput(settings.events, io);
	if (events !== undefined) sinks.push(eventStream(events));
	return {
		emit(emitted: CampaignEvent) {
			const event = io.discretion.event(emitted);
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
		async stop() {
			display?.stop();
			display = undefined;
			if (events === undefined || events === io.stdout || events.writableEnded) return;
			await new Promise((resolve) => events.end(resolve));
		},
	};
}

/**
 * A file that was there is added to and keeps its mode: somebody made it so, perhaps for whoever collects logs.
 * @throws UsageError when it cannot be written; later failures are told once and do not end the run.
 */
function eventOutput(target: string, io: Io): Writable {
	if (target === '-') return io.stdout;
	let descriptor: number;
	try {
		descriptor = openSync(target, 'a', PRIVATE_MODE);
	} catch (error) {
		throw new UsageError(`--events: cannot write to ${target}: ${messageOf(error)}.`, { cause: error });
	}
	const stream = createWriteStream(target, { fd: descriptor });
	stream.on('error', (error) =>
		io.stderr.write(`warning: ${printable(`no more events are written to ${target}: ${error.message}`)}\n`),
	);
	return stream;
}
