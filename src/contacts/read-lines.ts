import { decodeLines, withoutBom } from './encoding.js';
import { readChunks, type SourceFile } from './source-file.js';

/** One physical line: what stands between two line ends, in quotes or not. */
export interface Line {
	/** 1 for the first line of the file. */
	readonly number: number;
	/** Without its line end, but with the CR of a CRLF: inside a quoted cell it belongs to the text. */
	readonly text: string;
	/** The line was longer than `LONGEST_LINE_BYTES` and `text` is only its beginning. */
	readonly cut: boolean;
}

/** A contact takes a few hundred bytes; a line beyond this is another kind of data and is not held in memory. */
export const LONGEST_LINE_BYTES = 1_048_576;

/** How much of a line that is too long is kept, to recognise it by. */
const KEPT_BYTES = 80;

/**
 * The lines of the file in batches of about one chunk, in bounded memory whatever the file holds.
 * @param watch sees every byte of the file in order, for a digest of the very bytes that were read.
 * @throws ContactsFileError when the file cannot be read, was changed since it was inspected, or is not UTF-8.
 */
export async function* readLines(source: SourceFile, watch?: (chunk: Uint8Array) => void): AsyncGenerator<Line[]> {
	const cutter = new LineCutter(source.path, source.lineEnd);
	for await (const chunk of readChunks(source)) {
		watch?.(chunk);
		const lines = cutter.push(chunk);
		if (lines.length > 0) yield lines;
	}
	const last = cutter.finish();
	if (last.length > 0) yield last;
}

/** Cuts chunks of bytes into lines, holding no more than one unfinished line of at most `LONGEST_LINE_BYTES`. */
export class LineCutter {
	readonly #path: string;
	readonly #lineEnd: '\n' | '\r';
	#next = 1;
	#unfinished: Buffer = Buffer.alloc(0);
	/** Inside the rest of a line that was too long. */
	#skipping = false;
	#atStart = true;

	constructor(path: string, lineEnd: '\n' | '\r') {
		this.#path = path;
		this.#lineEnd = lineEnd;
	}

	push(chunk: Buffer): Line[] {
		let bytes = this.#skipping ? this.#afterSkipped(chunk) : Buffer.concat([this.#unfinished, chunk]);
		if (this.#atStart) bytes = withoutBom(bytes);
		this.#atStart = false;
		const end = bytes.lastIndexOf(this.#lineEnd);
		const lines = end === -1 ? [] : this.#cut(bytes.subarray(0, end));
		this.#unfinished = bytes.subarray(end + 1);
		if (this.#unfinished.length > LONGEST_LINE_BYTES) {
			lines.push(this.#tooLong(this.#unfinished));
			this.#unfinished = Buffer.alloc(0);
			this.#skipping = true;
		}
		return lines;
	}

	/** The last line, if the file does not end with a line end. */
	finish(): Line[] {
		return this.#unfinished.length === 0 ? [] : this.#cut(this.#unfinished);
	}

	#afterSkipped(chunk: Buffer): Buffer {
		const end = chunk.indexOf(this.#lineEnd);
		if (end === -1) return Buffer.alloc(0);
		this.#skipping = false;
		// A copy, like `concat` makes: what is left unfinished must outlive the chunk.
		return Buffer.from(chunk.subarray(end + 1));
	}

	#cut(bytes: Buffer): Line[] {
		const texts = decodeLines(this.#path, bytes, this.#lineEnd, this.#next).split(this.#lineEnd);
		if (bytes.length <= LONGEST_LINE_BYTES) return texts.map((text) => ({ number: this.#next++, text, cut: false }));
		return texts.map((text) =>
			Buffer.byteLength(text) > LONGEST_LINE_BYTES
				? this.#tooLong(Buffer.from(text))
				: { number: this.#next++, text, cut: false },
		);
	}

	#tooLong(bytes: Buffer): Line {
		// The cut may fall inside a character, whose half decodes to U+FFFD.
		const text = bytes
			.subarray(0, KEPT_BYTES)
			.toString('utf8')
			.replace(/\ufffd$/, '');
		return { number: this.#next++, text, cut: true };
	}
}
