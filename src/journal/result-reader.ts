import { closeSync, openSync, readSync } from 'node:fs';
import { CheckpointError } from '../runtime/errors.js';
import type { ContactResult } from './record.js';

/** Bytes read at once. Contacts settle nearly in the order of the file, so one window serves many of them. */
const WINDOW_BYTES = 262_144;
/** How much of a window lies before the offset asked for: a call that took longer settles behind its neighbours. */
const LOOK_BACK_BYTES = 65_536;
const WINDOWS = 4;

interface Window {
	readonly start: number;
	readonly bytes: Buffer;
}

/** Reads results back from the checkpoint by the offsets that the state keeps. */
export class ResultReader {
	readonly #path: string;
	readonly #descriptor: number;
	#windows: Window[] = [];

	constructor(path: string) {
		this.#path = path;
		this.#descriptor = openSync(path, 'r');
	}

	/** The result in the record that stands at `offset`. @throws CheckpointError when there is none. */
	read(offset: number): ContactResult {
		const result = resultIn(this.#lineAt(offset));
		if (result === undefined) {
			throw new CheckpointError(
				`The checkpoint ${this.#path} holds no result at byte ${offset}: it is not as it was read.`,
				{
					hint: 'Run the command again.',
				},
			);
		}
		return result;
	}

	close(): void {
		closeSync(this.#descriptor);
	}

	#lineAt(offset: number): string {
		for (const window of this.#windows) {
			const line = lineIn(window, offset);
			if (line !== undefined) return line;
		}
		for (let size = WINDOW_BYTES; ; size *= 4) {
			const window = this.#load(Math.max(0, offset - LOOK_BACK_BYTES), size);
			const line = lineIn(window, offset);
			if (line !== undefined) return line;
			if (window.bytes.length < size) return window.bytes.toString('utf8', offset - window.start);
		}
	}

	#load(start: number, size: number): Window {
		const bytes = Buffer.allocUnsafe(size);
		const length = readSync(this.#descriptor, bytes, 0, size, start);
		const window = { start, bytes: bytes.subarray(0, length) };
		this.#windows = [window, ...this.#windows].slice(0, WINDOWS);
		return window;
	}
}

function resultIn(line: string): ContactResult | undefined {
	try {
		return (JSON.parse(line) as { result?: ContactResult }).result;
	} catch {
		return undefined;
	}
}

function lineIn(window: Window, offset: number): string | undefined {
	const from = offset - window.start;
	if (from < 0 || from >= window.bytes.length) return undefined;
	const end = window.bytes.indexOf(0x0a, from);
	return end === -1 ? undefined : window.bytes.toString('utf8', from, end);
}
