import { writeFileSync } from 'node:fs';

/** Valid, different numbers without end: Nevada's 702 and its neighbours, then on through the NANP. */
const AREA_CODES = [702, 213, 312, 415, 646, 713, 305, 206, 404, 617];

export function phoneNumber(index: number): string {
	const area = AREA_CODES[Math.floor(index / 8_000_000) % AREA_CODES.length];
	return `+1${area}${String(2_000_000 + (index % 8_000_000)).padStart(7, '0')}`;
}

/** Writes a contacts file of `rows` different numbers. */
export function writeContacts(path: string, rows: number): void {
	const lines = ['name,phone,city'];
	for (let index = 0; index < rows; index += 1) lines.push(`Contact ${index},${phoneNumber(index)},Town ${index % 97}`);
	writeFileSync(path, `${lines.join('\n')}\n`);
}
