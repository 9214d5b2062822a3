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
		const [inDoubt = ''] = stdout.match(/^In doubt: .*/m) ?? [];
		const canBeAsked = entry.reconciliation.by !== 'nothing' || entry.describe !== undefined;
		expect(inDoubt.includes('absent after')).toBe(canBeAsked);
		expect(inDoubt.includes('dialer settle takes your word')).toBe(entry.reconciliation.by === 'nothing');
		expect(stdout.includes('Experimental')).toBe(entry.experimental === true);
	},
);

test('the help of run and mock names them all', async () => {
	for (const command of ['run', 'mock']) {
		const { stdout } = await runProgram([command, '--help']);
		const words = stdout.replace(/\s+/g, ' ');
		expect(words).toContain(`: ${Object.keys(CATALOGUE).join(', ')} (default: retell)`);
	}
});

test('an unknown one is answered with those that there are', async () => {
	const { code, stderr } = await runProgram(['providers', 'acme']);
	expect(code).toBe(2);
	expect(stderr).toContain('retell');
});
