const ESC = '\u001b';
const PIECES = new RegExp(`${ESC}\\[\\d*[A-Za-z]|${ESC}.|\\n|[^${ESC}\\n]+`, 'g');

/**
 * What a terminal shows after `written`, as far as a bar needs one: text, line ends, the cursor's column, and clearing
 * of a line. Any other control sequence is an error, so that a test sees what it does not expect.
 */
export function screenOf(written: string): string[] {
	const lines = [''];
	let row = 0;
	let column = 0;
	for (const [piece] of written.matchAll(PIECES)) {
		const line = lines[row] ?? '';
		if (piece === '\n') {
			row += 1;
			column = 0;
			lines[row] ??= '';
		} else if (piece === `${ESC}[1G`) column = 0;
		else if (piece === `${ESC}[0K`) lines[row] = line.slice(0, column);
		else if (piece === `${ESC}[2K`) lines[row] = '';
		else if (piece.startsWith(ESC)) throw new Error(`unexpected control sequence ${JSON.stringify(piece)}`);
		else {
			lines[row] = line.slice(0, column).padEnd(column) + piece + line.slice(column + piece.length);
			column += piece.length;
		}
	}
	return lines;
}
