import type { Settings } from '../config/settings.js';
import type { Scenario } from '../mock/scenario-schema.js';
import { type CatalogueEntry, webhookVariable } from '../providers/entry.js';
import type { ProviderDefaults } from '../providers/provider.js';
import { systemClock } from '../runtime/clock.js';
import { UsageError } from '../runtime/errors.js';
import { dryRunValues } from './provider-settings.js';

/** A mock provider inside this process, on a real loopback socket. */
export interface DryRun {
	readonly baseUrl: string;
	/** What differs from the provider's own defaults. */
	readonly defaults: Partial<ProviderDefaults>;
	/** One clause for people. */
	readonly description: string;
	close(): Promise<void>;
}

/** The mock forgets its calls when it ends, so waiting long for one that an earlier dry run lost is of no use. */
const SETTLING_MS = 2_000;

/**
 * `webhookUrl`: where the account's webhooks go, for vendors that are not told with each call.
 * @throws UsageError when the scenario is unknown or wrong, or the mock does not speak the API that is described
 */
export async function startDryRun(settings: Settings, entry: CatalogueEntry, webhookUrl?: string): Promise<DryRun> {
	const { loadScenario } = await import('../mock/scenario.js');
	const { startMock } = await import('../mock/server.js');
	if (entry.describe !== undefined) await expectSpoken(entry);
	const name = settings.scenario ?? entry.scenario;
	const scenario = loadScenario(name);
	const mock = await startMock({
		scenario: {
			...scenario,
			webhook: scenario.webhook ?? webhookUrl,
			webhookSecret: scenario.webhookSecret || (webhookVariable(entry)?.dryRun ?? ''),
		},
		provider: entry.name,
		clock: systemClock,
		...(settings.seed === undefined ? {} : { seed: settings.seed }),
	});
	return {
		baseUrl: mock.url,
		defaults: {
			settlingMs: Math.max(SETTLING_MS, hiddenMs(entry, scenario) + 1_000),
			...(scenario.pace === undefined ? {} : { pacePerSecond: scenario.pace, paceSource: `scenario ${name}` }),
		},
		description: `scenario ${name}, calls shortened`,
		close: () => mock.close(),
	};
}

/** The longest that a call is missing from the mock's lists. */
function hiddenMs({ reconciliation }: CatalogueEntry, { listLag, calls }: Scenario): number {
	return listLag + (reconciliation.endedOnly ? calls.ring.max + calls.talk.max : 0);
}

/** The mock speaks one API under the name of a described provider; to another it would only say that there is no such address. */
async function expectSpoken(entry: CatalogueEntry): Promise<void> {
	const { wireOf } = await import('../mock/wires.js');
	const provider = entry.create({ values: dryRunValues(entry), agent: entry.agent?.dryRun });
	const to = '+12025550123';
	const {
		method,
		path,
		body = '',
	} = provider.createCall({ attempt: '', campaign: '', contact: to, to, from: to, variables: {} });
	const address = path.replace(/\?.*/s, '');
	if (wireOf(entry.name).operation(method, address, body)?.kind === 'create') return;
	throw new UsageError(`The mock does not speak the API that is described: it has no ${method} ${address}.`, {
		hint: 'It speaks the one of fixtures/http/acme.yaml. Try yours on a test account, with --limit 1 and a number of your own.',
	});
}
