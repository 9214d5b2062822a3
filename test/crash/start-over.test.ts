import { existsSync, statSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { judgeFiles } from './judge-files.js';
import { VirtualLives } from './virtual-lives.js';

test('a campaign that was stopped before its first call, and again while it began anew, still begins', async () => {
	const lives = new VirtualLives({ scenario: {}, rows: 3, concurrency: 1 });
	onTestFinished(() => lives.remove());
	const { steps } = await lives.live({ step: 14 });
	expect(steps).not.toContain('arrival');
	expect(existsSync(lives.files.results)).toBe(true);

	await lives.live({ step: 2 });
	expect(statSync(lives.files.checkpoint).size).toBe(0);
	await lives.live();
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject({ rungTwice: 0, rowsLost: 0, findings: [] });
});
