import type { Campaign } from '../campaign/campaign.js';
import { EXIT, type ExitCode } from '../runtime/exit-codes.js';

/** SIGHUP: the terminal was closed. */
const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.terminated } as const;

/**
 * The first signal stops new calls and waits for the live ones; the second leaves them alone, saves and ends; a third
 * ends at once. Nobody is hung up on.
 */
export function catchSignals(campaign: Campaign): { exitCode(): ExitCode | undefined; release(): void } {
	let received: ExitCode | undefined;
	let count = 0;
	const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
		const listener = () => {
			received ??= code;
			count += 1;
			if (count === 1) {
				campaign.stop({ cause: 'signal', why: `interrupted by ${signal}` });
			} else if (count === 2) {
				campaign.abandon({ cause: 'signal', why: `interrupted twice by ${signal}` });
			} else {
				process.exit(code);
			}
		};
		process.on(signal, listener);
		return { signal, listener };
	});
	return {
		exitCode: () => received,
		release() {
			for (const { signal, listener } of listeners) process.off(signal, listener);
		},
	};
}
