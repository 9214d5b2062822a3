import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dryRunValues } from '../../../src/cli/provider-settings.js';
import { CATALOGUE } from '../../../src/providers/catalogue.js';
import { formatDuration } from '../../../src/runtime/duration.js';

const PAGE = readFileSync(new URL('../../../src/providers/README.md', import.meta.url), 'utf8');

/** The row of a provider in each of the page's two tables, as cells. */
function rowsOf(name: string): string[][] {
	const lines = PAGE.split('\n').filter((line) => line.startsWith('|') && line.includes(`](${name}/README.md)`));
	return lines.map((line) => line.split('|').map((cell) => cell.trim()));
}

test.each(Object.values(CATALOGUE))(
	'the page on all providers tells of $name what its entry and adapter say',
	(entry) => {
		const { name, variables, caller, agent, reconciliation, experimental } = entry;
		const values = dryRunValues(entry);
		const { defaults, webhooks } = entry.create({
			values,
			agent: agent?.dryRun,
			webhookUrl: 'https://example.com/hooks',
		});
		const [[, , needs, pace] = [], [, , lost, told, judged] = []] = rowsOf(name);
		const needed =
			entry.describe === undefined ? variables.filter(({ optional }) => !optional).map((one) => one.name) : [];
		for (const variable of [...needed, caller?.variable ?? '', agent?.variable ?? ''])
			expect(needs).toContain(variable);
		expect(Number.parseFloat(pace ?? '')).toBeCloseTo(defaults.pacePerSecond * 60);
		// A provider that cannot be asked shows nothing that could be absent.
		const settling = lost?.split('; ').at(-1);
		if (name !== 'boltcall') expect(settling).toBe(formatDuration(defaults.settlingMs));
		expect(lost?.includes('person')).toBe(reconciliation.by === 'nothing');
		expect(told === 'none').toBe(webhooks === undefined);
		expect(judged?.includes('experimental')).toBe(experimental === true);
		expect(existsSync(new URL(`../../../src/providers/${name}/README.md`, import.meta.url))).toBe(true);
	},
);
