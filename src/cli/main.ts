import { CommanderError } from 'commander';
import { printable } from '../progress/printable.js';
import { DialerError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import { makeIo } from './io.js';
import { makeProgram } from './program.js';

/** The only place where an error becomes an exit code. */
async function main(): Promise<number> {
	const noColor = process.argv.includes('--no-color') ? false : undefined;
	const io = makeIo(process, noColor);
	// A reader that went away (head), a terminal that was closed, a full log: no reason to leave live calls alone.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
	try {
		return await makeProgram(io).run(process.argv);
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.settled : EXIT.usage;
		if (!(error instanceof DialerError)) throw error;
		io.stderr.write(`${io.err.red('error:')} ${printable(error.message)}\n`);
		if (error.hint !== undefined) io.stderr.write(`${io.err.dim(printable(error.hint))}\n`);
		return error.exitCode;
	}
}

process.exitCode = await main();
