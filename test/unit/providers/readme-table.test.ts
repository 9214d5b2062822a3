import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CATALOGUE } from '../../../src/providers/catalogue.js';
import { formatDuration } from '../../../src/runtime/duration.js';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test.each(Object.values(CATALOGUE))(
	'the README says how attempts are found again at $name',
	({ name, reconciliation, create }) => {
		const row = README.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
		const [, , by, delay] = row?.split('|').map((cell) => cell.trim()) ?? [];
		expect(by).toContain(
			{ attempt_id: 'attempt id', window: 'attempt id', numbers: 'number', nothing: '-' }[reconciliation.by],
		);
		expect(delay).toBe(formatDuration(create({ values: {}, agent: undefined }).defaults.settlingMs));
	},
);

test('the examples of described APIs stand in the README as they are tried by the tests', () => {
	const blocks = [...README.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
	const fixture = (name: string) =>
		parse(readFileSync(new URL(`../../../fixtures/http/${name}.yaml`, import.meta.url), 'utf8'));
	expect(parse(blocks[0] ?? '')).toEqual(fixture('minimal'));
	expect(fixture('acme').http).toMatchObject(parse(blocks[1] ?? ''));
});
