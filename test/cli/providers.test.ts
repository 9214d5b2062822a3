import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import { runProgram } from '../helpers/program.js';

test('providers are listed', async () => {
	const { code, stdout } = await runProgram(['providers']);
	expect(code).toBe(0);
	for (const { name, title } of Object.values(CATALOGUE)) expect(stdout).toMatch(new RegExp(`^${name} +${title}`, 'm'));
});

test.each(Object.values(CATALOGUE))(
	'the page of $name says what it needs and what becomes of lost answers',
	async (entry) => {
		const { code, stdout } = await runProgram(['providers', entry.name]);
		expect(code).toBe(0);
		for (const { name } of entry.variables) expect(stdout).toContain(name);
		if (entry.caller !== undefined) expect(stdout).toContain(entry.caller.variable);
		if (entry.agent !== undefined) expect(stdout).toContain(entry.agent.variable);
		expect(stdout).toContain(entry.reconciliation.byHand);
		expect(stdout.includes('Experimental')).toBe(entry.experimental === true);
	},
);

test('an unknown one is answered with those that there are', async () => {
	const { code, stderr } = await runProgram(['providers', 'acme']);
	expect(code).toBe(2);
	expect(stderr).toContain('retell');
});
