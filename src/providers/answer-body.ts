import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** A larger answer is not read to its end; a page of a hundred calls with transcripts stays well below. */
const LARGEST_BYTES = 32 * 1_048_576;

/**
 * The body of one answer, as it comes in. It is kept in one piece: a list of its parts would take a hundred times the
 * memory of a body that comes byte by byte.
 */
export class AnswerBody {
	#bytes = Buffer.alloc(0);
	#length = 0;

	/** @throws Error when the body is too large. */
	add(chunk: Buffer): void {
		const length = this.#length + chunk.length;
		if (length > LARGEST_BYTES) throw new Error(`the answer is larger than ${LARGEST_BYTES} bytes`);
		if (length > this.#bytes.length) {
			const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length));
			this.#bytes.copy(larger, 0, 0, this.#length);
			this.#bytes = larger;
		}
		chunk.copy(this.#bytes, this.#length);
		this.#length = length;
	}

	/**
	 * The whole body as text. We ask for no compression, and HTTP allows a server to compress all the same.
	 * @param codings the Content-Encoding header
	 * @throws Error when it cannot be unpacked, or is too large then: such an answer tells nothing.
	 */
	text(codings = ''): string {
		let bytes: Buffer = this.#bytes.subarray(0, this.#length);
		if (bytes.length === 0) return '';
		// What was done last is named last.
		for (const coding of codings.toLowerCase().split(',').reverse()) bytes = unpack(bytes, coding.trim());
		return bytes.toString('utf8');
	}
}

function unpack(bytes: Buffer, coding: string): Buffer {
	if (coding === '' || coding === 'identity') return bytes;
	const decompress = DECOMPRESS[coding];
	if (decompress === undefined) throw new Error('the answer is compressed in a way that is not known here');
	try {
		return decompress(bytes, { maxOutputLength: LARGEST_BYTES });
	} catch (cause) {
		throw new Error(`the answer cannot be unpacked (${coding})`, { cause });
	}
}

const DECOMPRESS: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
	gzip: gunzipSync,
	'x-gzip': gunzipSync,
	deflate: inflateSync,
	br: brotliDecompressSync,
};
