import { loadScenario } from '../mock/scenario.js';
import { startMock } from '../mock/server.js';
import type { CatalogueEntry } from '../providers/entry.js';
import { systemClock } from '../runtime/clock.js';
import { UsageError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import type { Io } from './io.js';
import { entryOf } from './provider-settings.js';

interface MockFlags {
	readonly provider?: string;
	readonly scenario?: string;
	readonly port?: string;
	readonly seed?: string;
}

/** `dialer mock`: runs until it is interrupted. @throws UsageError */
export async function mockCommand(io: Io, flags: MockFlags): Promise<number> {
	const entry = entryOf(flags.provider ?? 'retell');
	const name = flags.scenario ?? entry.scenario;
	const mock = await startMock({
		scenario: loadScenario(name),
		provider: entry.name,
		clock: systemClock,
		port: wholeNumber('--port', flags.port, 65_535) ?? 0,
		seed: wholeNumber('--seed', flags.seed, Number.MAX_SAFE_INTEGER) ?? 1,
	});
	io.stdout.write(`${mock.url}\n`);
	io.stderr.write(
		`Mock of ${entry.name}, scenario ${name}; what rang: ${mock.url}/__truth; Ctrl-C ends it. To dial it:\n` +
			`  ${dialText(entry, mock.url)}\n`,
	);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	await mock.close();
	return EXIT.settled;
}

/** A command that dials the mock. */
function dialText({ name, variables, caller, agent, describe }: CatalogueEntry, url: string): string {
	const set = variables.filter(({ optional }) => !optional).map((one) => `${one.name}=${one.dryRun}`);
	const from = caller === undefined ? [] : [`--from ${caller.dryRun}`];
	const talks = agent?.required ? [`--agent ${agent.dryRun}`] : [];
	const described = describe === undefined ? [] : ['--config fixtures/http/acme.yaml'];
	return [
		...set,
		`dialer run contacts.csv --provider ${name} --base-url ${url}`,
		...described,
		...from,
		...talks,
		'--yes',
	].join(' ');
}

function wholeNumber(flag: string, text: string | undefined, most: number): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
	throw new UsageError(`${flag}: expected a whole number up to ${most}, got "${text}".`);
}
