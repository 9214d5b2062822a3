import { expect, onTestFinished, test } from 'vitest';
import { openWebhooks } from '../../../src/cli/webhooks.js';

const FLAGS = { webhookListen: { host: '127.0.0.1', port: 0 }, webhookUrl: 'https://calls.example.com/hooks' };

async function toldUrl(flags: object): Promise<string | undefined> {
	const opened = await openWebhooks(flags);
	onTestFinished(() => opened?.listener.close());
	return opened?.toldUrl?.replace(/:\d+$/, ':port');
}

test('a dry run tells its mock no address but this machine, so that contacts stay here', async () => {
	expect(await toldUrl({ ...FLAGS, dryRun: true })).toBe('http://127.0.0.1:port');
	expect(await toldUrl({ webhookListen: FLAGS.webhookListen, dryRun: true })).toBe('http://127.0.0.1:port');
});

test('a real run tells the provider what it was given, or nothing', async () => {
	expect(await toldUrl(FLAGS)).toBe('https://calls.example.com/hooks');
	expect(await toldUrl({ webhookListen: FLAGS.webhookListen })).toBeUndefined();
});
