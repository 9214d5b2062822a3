import { expect, onTestFinished, test } from 'vitest';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { rowsOf } from './judge-files.js';
import { VirtualLives } from './virtual-lives.js';

const DENIED = 'telephony_provider_permission_denied';

function campaign(outcomes: Record<string, number>) {
	const calls = { ring: { min: '1s', max: '2s' }, talk: { min: '1s', max: '3s' }, outcomes };
	const lives = new VirtualLives({ scenario: { calls }, rows: 40, concurrency: 4 });
	onTestFinished(() => lives.remove());
	return lives;
}

test('a list of which every call is taken and then dies of the configuration is not burnt', async () => {
	const lives = campaign({ [DENIED]: 1 });
	const { report } = await lives.live();
	expect(report?.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(lives.truth.calls).toBeLessThan(12);
	expect(rowsOf(lives.files.results).filter((row) => row.call_status === 'failed')).toEqual([]);
});

test('a few such calls among others fail for their contacts alone', async () => {
	const lives = campaign({ user_hangup: 9, [DENIED]: 1 });
	const { report } = await lives.live();
	expect(report?.stop).toBeUndefined();
	expect(report?.summary.byStatus.pending).toBe(0);
});
