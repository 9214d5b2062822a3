import { createInterface } from 'node:readline';
import type { Io } from './io.js';

/** Asks a yes-or-no question on the terminal; anything but y or yes, Ctrl-C and the end of input are a no. */
export function confirm(io: Io, question: string): Promise<boolean> {
	const lines = createInterface({ input: io.stdin, output: io.stderr });
	return new Promise((resolve) => {
		lines.on('SIGINT', () => lines.close());
		lines.on('close', () => resolve(false));
		lines.question(question, (answer) => {
			resolve(/^y(es)?$/i.test(answer.trim()));
			lines.close();
		});
	});
}
