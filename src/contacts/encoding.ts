import { ContactsFileError } from '../runtime/errors.js';

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const SAVE_AS_CSV = 'Open it in a spreadsheet and save it as "CSV UTF-8".';

/** First bytes of files that are handed in for CSV by mistake. */
const SIGNATURES: readonly { bytes: Buffer; what: string }[] = [
	{ bytes: Buffer.from('PK\x03\x04', 'latin1'), what: 'an Excel workbook (.xlsx) or another zip archive' },
	{ bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), what: 'an old Excel workbook (.xls)' },
	{ bytes: Buffer.from([0x1f, 0x8b]), what: 'a gzip archive' },
	{ bytes: Buffer.from('%PDF', 'latin1'), what: 'a PDF document' },
	{ bytes: Buffer.from([0xff, 0xfe]), what: 'text in UTF-16' },
	{ bytes: Buffer.from([0xfe, 0xff]), what: 'text in UTF-16' },
];

/** @throws ContactsFileError, saying what it is, when the head of the file shows that it is not UTF-8 text. */
export function refuseOtherEncodings(path: string, head: Uint8Array): void {
	const known = SIGNATURES.find(({ bytes }) => bytes.equals(head.subarray(0, bytes.length)));
	const what = known?.what ?? whatNulsMean(head);
	if (what === undefined) return;
	throw new ContactsFileError(`${path} is ${what}; expected a CSV file in UTF-8.`, { hint: SAVE_AS_CSV });
}

/** In UTF-16 every second byte of Western text is NUL; NULs anywhere else are no text of any kind. */
function whatNulsMean(head: Uint8Array): string | undefined {
	const nuls = [0, 0];
	head.forEach((byte, index) => {
		if (byte === 0) nuls[index % 2] = (nuls[index % 2] ?? 0) + 1;
	});
	const [even = 0, odd = 0] = nuls;
	if (even + odd === 0) return undefined;
	const oneSided = Math.min(even, odd) * 10 <= Math.max(even, odd);
	return oneSided && (even + odd) * 4 >= head.length ? 'text in UTF-16' : 'binary data';
}

/** LF, or CR when the head has no LF but CR. */
export function lineEndOf(head: Uint8Array): '\n' | '\r' {
	return !head.includes(0x0a) && head.includes(0x0d) ? '\r' : '\n';
}

/** The bytes after the byte order mark, if there is one. */
export function withoutBom(head: Buffer): Buffer {
	return UTF8_BOM.equals(head.subarray(0, 3)) ? head.subarray(3) : head;
}

// `ignoreBOM` keeps a mark in the middle of a file as the character it is there.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes whole lines.
 * @param firstLine number of the first of them, for the message.
 * @throws ContactsFileError naming line and byte when they are not UTF-8 or hold a NUL.
 */
export function decodeLines(path: string, bytes: Buffer, lineEnd: string, firstLine: number): string {
	if (bytes.includes(0)) throw badByte(path, bytes, bytes.indexOf(0), lineEnd, firstLine);
	try {
		return decoder.decode(bytes);
	} catch {
		throw badByte(path, bytes, firstInvalid(bytes), lineEnd, firstLine);
	}
}

/** Offset of the first byte that is not UTF-8: everything before the first replacement character encodes as it stood. */
function firstInvalid(bytes: Buffer): number {
	const text = bytes.toString('utf8');
	let offset = 0;
	let from = 0;
	for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', from)) {
		offset += Buffer.byteLength(text.slice(from, at));
		// The file may hold a replacement character of its own (EF BF BD), which is valid.
		if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) break;
		offset += 3;
		from = at + 1;
	}
	return offset;
}

function badByte(path: string, bytes: Buffer, offset: number, lineEnd: string, firstLine: number): ContactsFileError {
	const line = firstLine + bytes.subarray(0, offset).toString('latin1').split(lineEnd).length - 1;
	const hex = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
	const message = `Line ${line} of ${path} holds the byte 0x${hex}, which is not UTF-8 text.`;
	return new ContactsFileError(message, { hint: SAVE_AS_CSV });
}
