import { createReadStream } from 'node:fs';
import { CheckpointError, DiskError, messageOf, systemCode } from '../runtime/errors.js';
import { isRecord } from './check-record.js';
import { openLine } from './line.js';
import { type CampaignRecord, JOURNAL_VERSION, type JournalRecord } from './record.js';
import { CampaignState } from './state.js';

export interface Replayed {
	readonly state: CampaignState;
	/** Bytes of whole records; a writer cuts the file to this length before it goes on. */
	readonly bytes: number;
	/** Bytes of a torn last line, left by a crash in the middle of a write; nothing had been done on its strength. */
	readonly tornBytes: number;
}

/** Sees every record on the way, with the number of its line and the byte at which it stands. */
export type RecordVisitor = (record: JournalRecord, line: number, offset: number) => void;

const NEWLINE = 0x0a;

/** No record comes near: its longest part is the contact's id, of at most a line of the contacts file. */
const LONGEST_LINE_BYTES = 16 * 1_048_576;

/**
 * Reads a checkpoint into state.
 * @returns undefined when there is no such file, or it is empty.
 * @throws CheckpointError when it is damaged before its last line, is no checkpoint, or is of a newer version.
 */
export async function replay(path: string, visit?: RecordVisitor): Promise<Replayed | undefined> {
	const fold = new Fold(path, visit);
	try {
		for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) fold.chunk(chunk as Buffer);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		if (systemCode(error) === undefined) throw error;
		throw new DiskError(`Cannot read the checkpoint ${path}: ${messageOf(error)}.`, {
			cause: error,
			hint: 'Make the file readable, or name another one with --checkpoint.',
		});
	}
	return fold.end();
}

/** The first record alone, without reading on; undefined when there is no such file or no whole campaign record in it. */
export async function readCampaignRecord(path: string): Promise<CampaignRecord | undefined> {
	let head = Buffer.alloc(0);
	try {
		for await (const chunk of createReadStream(path)) {
			head = Buffer.concat([head, chunk as Buffer]);
			const end = head.indexOf(NEWLINE);
			if (end === -1 && head.length <= LONGEST_LINE_BYTES) continue;
			const record = end === -1 ? undefined : parseRecord(openLine(head.toString('utf8', 0, end), 0).json);
			return record?.type === 'campaign' ? record : undefined;
		}
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw error;
	}
	return undefined;
}

/**
 * Cuts bytes into lines and folds each into the state. Only what follows the last line end is forgiven: a record is
 * written with its line end, so a whole line that does not parse was a record once, and somebody may have been rung on
 * its strength.
 */
class Fold {
	readonly #state = new CampaignState();
	readonly #path: string;
	readonly #visit: RecordVisitor | undefined;
	#rest: Buffer = Buffer.alloc(0);
	#offset = 0;
	#line = 0;
	/** Whether every line must bear a checksum. Files of the first version have none. */
	#summed = false;
	/** Bytes of blank or zeroed lines at the end so far: what a loss of power leaves of pages that were not written. */
	#blankBytes = 0;

	constructor(path: string, visit: RecordVisitor | undefined) {
		this.#path = path;
		this.#visit = visit;
	}

	chunk(chunk: Buffer): void {
		const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
		let start = 0;
		for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
			this.#fold(bytes.toString('utf8', start, end), end + 1 - start);
			start = end + 1;
		}
		this.#rest = bytes.subarray(start);
		if (this.#rest.length <= LONGEST_LINE_BYTES) return;
		throw this.#line === 0 ? this.#notACheckpoint() : this.#damaged(this.#line + 1);
	}

	end(): Replayed | undefined {
		const bytes = this.#offset;
		const tornBytes = this.#rest.length + this.#blankBytes;
		if (bytes + tornBytes === 0) return undefined;
		// A crash while the very first record was written leaves nothing that anything was done on.
		if (bytes === 0 && !looksTorn(this.#rest)) throw this.#notACheckpoint();
		return { state: this.#state, bytes, tornBytes };
	}

	#fold(text: string, length: number): void {
		this.#line += 1;
		if (/^[\0\s]*$/.test(text) && this.#line > 1) {
			this.#blankBytes += length;
			return;
		}
		if (this.#blankBytes > 0) throw this.#damaged(this.#line - 1);
		const record = this.#read(text);
		this.#state.apply(record, this.#offset);
		this.#visit?.(record, this.#line, this.#offset);
		this.#offset += length;
	}

	/** @throws CheckpointError when the line is not what was written there. */
	#read(line: string): JournalRecord {
		const { json, sum } = openLine(line, this.#offset);
		const value = parseJson(json);
		if (this.#line === 1) {
			if (!isObject(value) || value.type !== 'campaign') throw this.#notACheckpoint();
			if (typeof value.v === 'number' && value.v > JOURNAL_VERSION) throw this.#newer(value.v);
			this.#summed = sum !== 'none' || value.v !== 1;
		}
		const isWritten = sum === 'right' || (sum === 'none' && !this.#summed);
		if (!isWritten || !isRecord(value)) throw this.#damaged(this.#line);
		// A second campaign in the file would hide what the first one did.
		if (value.type === 'campaign' && this.#line > 1) throw this.#damaged(this.#line);
		return value;
	}

	#newer(version: number): CheckpointError {
		return new CheckpointError(
			`The checkpoint ${this.#path} was written by a newer dialer (format ${version}; this one reads up to ${JOURNAL_VERSION}).`,
			{ hint: 'Use that newer version, or begin anew in other files with --checkpoint and --results.' },
		);
	}

	#damaged(line: number): CheckpointError {
		return new CheckpointError(
			`The checkpoint ${this.#path} is damaged at line ${line}: it is not a record that was written there.`,
			{
				hint: 'Restore the file from a copy. Without one, --restart begins anew and keeps this file, but then those whom it names are called again.',
			},
		);
	}

	#notACheckpoint(): CheckpointError {
		return new CheckpointError(`${this.#path} is not a checkpoint: its first line is not a campaign record.`, {
			hint: 'Name another file with --checkpoint; nothing was overwritten.',
		});
	}
}

/** The record in a text, or undefined when it holds none. */
function parseRecord(text: string): JournalRecord | undefined {
	const value = parseJson(text);
	return isRecord(value) ? value : undefined;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function looksTorn(rest: Buffer): boolean {
	return '{"type":"campaign"'.startsWith(rest.toString('latin1', 0, 18)) || rest[0] === 0;
}
