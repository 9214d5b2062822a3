import { loadScenario } from '../mock/scenario.js';
import { startMock } from '../mock/server.js';
import { systemClock } from '../runtime/clock.js';
import { UsageError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import type { Io } from './io.js';

/** `dialer mock`: runs until it is interrupted. @throws UsageError */
export async function mockCommand(io: Io, flags: { scenario?: string; port?: string; seed?: string }): Promise<number> {
	const name = flags.scenario ?? 'demo';
	const mock = await startMock({
		scenario: loadScenario(name),
		clock: systemClock,
		port: wholeNumber('--port', flags.port, 65_535) ?? 0,
		seed: wholeNumber('--seed', flags.seed, Number.MAX_SAFE_INTEGER) ?? 1,
	});
	io.stdout.write(`${mock.url}\n`);
	io.stderr.write(
		`Mock of retell, scenario ${name}; what rang: ${mock.url}/__truth; Ctrl-C ends it. To dial it:\n` +
			`  RETELL_API_KEY=any dialer run contacts.csv --base-url ${mock.url} --from +12025550100 --yes\n`,
	);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	await mock.close();
	return EXIT.settled;
}

function wholeNumber(flag: string, text: string | undefined, most: number): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
	throw new UsageError(`${flag}: expected a whole number up to ${most}, got "${text}".`);
}
