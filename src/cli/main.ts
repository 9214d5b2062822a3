import { CommanderError } from 'commander';
import { DialerError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import { makeIo } from './io.js';
import { makeProgram } from './program.js';

/** The only place where an error becomes an exit code. */
async function main(): Promise<number> {
	const noColor = process.argv.includes('--no-color') ? false : undefined;
	const io = makeIo(process, noColor);
	// A reader that has gone away (head, less) is no reason to fail; what is on disk is what counts.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreBrokenPipe);
	try {
		return await makeProgram(io).run(process.argv);
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.settled : EXIT.usage;
		if (!(error instanceof DialerError)) throw error;
		io.stderr.write(`${io.err.red('error:')} ${error.message}\n`);
		if (error.hint !== undefined) io.stderr.write(`${io.err.dim(error.hint)}\n`);
		return error.exitCode;
	}
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EPIPE') throw error;
}

process.exitCode = await main();
