import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { printable } from '../progress/printable.js';
import { DialerError } from '../runtime/errors.js';
import { EXIT, type ExitCode } from '../runtime/exit-codes.js';
import { makeIo } from './io.js';
import { makeProgram } from './program.js';

const io = makeIo(process, process.argv.includes('--no-color') ? false : undefined);

/** The only place where an error becomes an exit code. */
async function main(): Promise<number> {
	// A reader that went away (head), a terminal that was closed, a full log: no reason to leave live calls alone.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
	try {
		return await makeProgram(io).run(process.argv);
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.settled : EXIT.usage;
		if (!(error instanceof DialerError)) return defect(error);
		io.stderr.write(`${io.err.red('error:')} ${shown(error.message)}\n`);
		if (error.hint !== undefined) io.stderr.write(`${io.err.dim(shown(error.hint))}\n`);
		return error.exitCode;
	}
}

function shown(text: string): string {
	return io.discretion.text(printable(text));
}

/** Told as the runtime would tell it, but without what must not be shown: such errors can hold a request and its headers. */
function defect(error: unknown): ExitCode {
	io.stderr.write(`${io.discretion.text(inspect(error))}\n\nNode.js ${process.version}\n`);
	return EXIT.unexpected;
}

process.on('uncaughtException', (error) => process.exit(defect(error)));

process.exitCode = await main();
