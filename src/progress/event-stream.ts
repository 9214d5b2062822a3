import type { EventSink } from './events.js';
import type { TextStream } from './progress-display.js';

/** Version of the event lines: it changes when a field changes its meaning or goes; new fields and types do not change it. */
const EVENTS_VERSION = 1;

/**
 * Writes every event as one line of JSON, `{"v":1,"type":"call_ended",...}` (event-schema.ts describes them). What a slow
 * reader has not taken yet waits in the stream, nowhere else.
 */
export function eventStream(stream: TextStream): EventSink {
	return (event) => {
		stream.write(`${escapeControls(JSON.stringify({ v: EVENTS_VERSION, ...event }))}\n`);
	};
}

/** JSON leaves DEL and the C1 controls as they are, and a terminal may obey them. */
function escapeControls(json: string): string {
	return json.replace(/\p{Cc}/gu, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
}
