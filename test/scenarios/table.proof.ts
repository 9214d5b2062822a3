import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';

const execute = promisify(execFile);
const TABLE = 'node_modules/.cache/dialer-scenarios/test/scenarios/table.js';

beforeAll(() => execute('npx', ['tsc', '-p', 'test/scenarios']));

/** Exit code and standard output of the table. */
async function table(...flags: string[]): Promise<{ code: number; stdout: string }> {
	try {
		const { stdout } = await execute(process.execPath, [TABLE, ...flags]);
		return { code: 0, stdout };
	} catch (error) {
		const { code, stdout } = error as { code: number; stdout: string };
		return { code, stdout };
	}
}

test('scenarios run in threads come out in their order, the same as ever, as one JSON document', async () => {
	const flags = ['--governor', 'fixed:10', '--seeds', '2', '--json', 'b1', 'b3'];
	const [first, second] = [await table(...flags), await table(...flags)];
	const figures = ({ stdout }: { stdout: string }) => {
		const { governor, scenarios } = JSON.parse(stdout);
		return { governor, scenarios: scenarios.map(({ msPerRun: _, ...rest }: Record<string, unknown>) => rest) };
	};
	expect(figures(first).scenarios.map(({ name }: { name: string }) => name)).toEqual([
		'b1-slots-10',
		'b3-slots-1',
		'b3-slots-3',
	]);
	expect(figures(second)).toEqual(figures(first));
});

test('a mark that is missed makes the exit code 1, marks that are reached 0, an unknown name 2', async () => {
	expect((await table('--governor', 'fixed:10', '--seeds', '1', 'b1')).code).toBe(0);
	const missed = await table('--governor', 'fixed:5', '--seeds', '1', 'b1');
	expect(missed.code).toBe(1);
	expect(missed.stdout).toContain('MISSED use >= 0.98');
	expect((await table('b99')).code).toBe(2);
});
