import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../helpers/campaign.js';
import { descriptionFile } from '../helpers/described.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles } from './campaign-files.js';

const dry = (contacts: string, ...more: string[]) => ['run', contacts, '--dry-run', '--provider', 'http', ...more];

/** The worked example with something else in it. */
function changed(folder: string, what: string, to: string): string {
	const path = join(folder, 'my.yaml');
	const text = readFileSync(descriptionFile('acme'), 'utf8');
	expect(text).toContain(what);
	writeFileSync(path, text.replaceAll(what, to));
	return path;
}

test('a dry run dials what the worked example describes', async () => {
	const files = campaignFiles(5);
	const { code, stderr } = await runProgram(dry(files.contacts, '--config', descriptionFile('acme')));
	expect(stderr).not.toContain('error');
	expect(code).toBe(0);
	expect(readResults(files.results).map((row) => row.call_status)).toEqual(Array(5).fill('completed'));
});

test('without a description it says where one belongs', async () => {
	const { code, stderr } = await runProgram(dry(campaignFiles(1).contacts));
	expect(code).toBe(2);
	expect(stderr).toContain('there is no description');
	expect(stderr).toContain('--config');
});

test('an API that the mock does not speak is not tried on it', async () => {
	const files = campaignFiles(1);
	const { code, stderr } = await runProgram(
		dry(files.contacts, '--config', changed(files.folder, '/v1/calls', '/v2/dial')),
	);
	expect(code).toBe(2);
	expect(stderr).toContain('it has no POST /v2/dial');
});

test('a column that the contacts file lacks is named before anything is dialed', async () => {
	const files = campaignFiles(1);
	const config = changed(files.folder, "'{{*}}'", "{ name: '{{nmae}}' }");
	const { code, stderr } = await runProgram(dry(files.contacts, '--config', config));
	expect(code).toBe(2);
	expect(stderr).toContain('has no column nmae');
	expect(stderr).toContain('{{name}}');
});

test('a real run asks for the variables that the description names', async () => {
	const args = [
		'run',
		campaignFiles(1).contacts,
		'--yes',
		'--config',
		descriptionFile('acme'),
		'--from',
		'+12025550100',
	];
	const { code, stderr } = await runProgram(args);
	expect(code).toBe(2);
	expect(stderr).toContain('ACME_KEY is not set');
});
