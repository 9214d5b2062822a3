import { type Ended, type Running, startProgram } from '../helpers/program.js';
import { ENV } from './campaign-files.js';

/** Starts `count` programs at one moment and waits until all but one have ended. @throws Error when all have. */
export async function startTogether(
	count: number,
	args: readonly string[],
): Promise<{ readonly winner: Running; readonly losers: readonly Ended[] }> {
	const runs = Array.from({ length: count }, () => startProgram(args, { env: ENV }));
	const losers: Ended[] = [];
	await new Promise<void>((resolve) => {
		for (const run of runs) {
			void run.ended.then((ended) => {
				losers.push(ended);
				if (losers.length === count - 1) resolve();
			});
		}
	});
	const [winner] = runs.filter((run) => run.process.exitCode === null && run.process.signalCode === null);
	if (winner === undefined) throw new Error(`none went on: ${losers.map(({ stderr }) => stderr).join('\n')}`);
	return { winner, losers };
}
