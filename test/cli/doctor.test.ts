import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.js';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';
import { startRecorder } from '../helpers/recorder.js';
import { CANARY } from '../helpers/written.js';
import { ENV } from './campaign-files.js';
import { refusal, scriptedProvider } from './scripted-provider.js';

async function doctor(url: string, ...more: string[]) {
	return runProgram(['doctor', '--base-url', url, ...more], { env: ENV });
}

test('a sound account is told as such, and no call is placed', async () => {
	const mock = await mockProvider({ limits: { slots: 20 }, agents: ['agent_1'], numbers: [ENV.RETELL_PHONE_NUMBER] });
	const { code, stdout } = await doctor(mock.url, '--agent', 'agent_1');
	expect(code).toBe(0);
	for (const line of [
		/^good: +reachable: answered/m,
		/^good: +clock: \d s/m,
		/^good: +credentials: taken$/m,
		/^good: +live calls: 20 allowed, 0 live just now$/m,
		/^good: +caller number \+12025550100: is there$/m,
		/^good: +agent agent_1: is there$/m,
		/^A campaign can begin\.$/m,
	])
		expect(stdout).toMatch(line);
	expect(mock.truth().creates).toBe(0);
});

test.each([
	['a wrong key', { account: 'unauthorized' }, 4, /BAD: +credentials: 401/],
	['a caller number of somebody else', { numbers: ['+12025550177'] }, 2, /BAD: +caller number \+12025550100: 422/],
	['an agent that is not there', { agents: ['agent_2'] }, 2, /BAD: +agent agent_1: 422/],
])('%s is found before anybody is called', async (_, scenario, exitCode, line) => {
	const mock = await mockProvider(scenario);
	const { code, stdout } = await doctor(mock.url, '--agent', 'agent_1');
	expect([code, mock.truth().creates]).toEqual([exitCode, 0]);
	expect(stdout).toMatch(line);
});

test('another provider is looked at in its own way', async () => {
	const sid = `AC${'7'.repeat(32)}`;
	const env = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: CANARY, TWILIO_PHONE_NUMBER: '+12025550100' };
	const mock = await mockProvider({ numbers: ['+12025550177'] }, systemClock, 1, 'twilio');
	const given = ['doctor', '--provider', 'twilio', '--base-url', mock.url, '--agent', 'https://example.com/voice.xml'];
	const { code, stdout } = await runProgram(given, { env });
	expect([code, mock.truth().creates]).toEqual([2, 0]);
	expect(stdout).toMatch(/^good: +account: is active$/m);
	expect(stdout).toMatch(
		/^BAD: +caller number \+12025550100: is neither a number of this account nor verified by it$/m,
	);
	expect(stdout).not.toContain(CANARY);
});

test('a provider that is not there is told in words, and as JSON', async () => {
	const { code, stdout } = await doctor('http://127.0.0.1:9', '--json');
	expect(code).toBe(5);
	expect(JSON.parse(stdout)).toMatchObject({
		v: 1,
		exitCode: 5,
		findings: [{ what: 'reachable', verdict: 'bad', text: 'connection refused' }],
	});
});

test('at the address of another web server nothing is good', async () => {
	const page = await startRecorder(() => ({ status: 200, body: '<html>hello</html>' }));
	onTestFinished(() => page.close());
	const { code, stdout } = await doctor(page.url, '--agent', 'agent_1');
	expect(code).toBe(2);
	expect(stdout).toMatch(/^unknown: credentials: does not answer like Retell AI: 200 <html>hello<\/html>$/m);
	expect(stdout).toMatch(/^unknown: agent agent_1: does not answer like Retell AI: 200 <html>/m);
	expect(stdout).toMatch(/^Whether a campaign can begin cannot be told: look at the address \(--base-url\) first\.$/m);
});

test('a clock that is an hour off, full lines and a limit that is not told are told', async () => {
	const date = new Date(Date.now() + 3_600_000).toUTCString();
	const full = await scriptedProvider({
		concurrency: () => ({ status: 200, body: { concurrency_limit: 5, current_concurrency: 5 }, headers: { date } }),
	});
	const { code, stdout } = await doctor(full.url);
	expect(code).toBe(2);
	expect(stdout).toMatch(/BAD: +clock: 3[56]\d\d s behind the provider's/);
	expect(stdout).toMatch(/BAD: +live calls: 5 allowed, 5 live just now/);

	const mute = await startRecorder(() => ({ status: 503, body: '{}' }));
	onTestFinished(() => mute.close());
	const ofMute = await doctor(mute.url);
	expect(ofMute.code).toBe(5);
	expect(ofMute.stdout).toMatch(/unknown: credentials: the provider answers 503 just now/);
	expect(ofMute.stdout).toMatch(/^Whether a campaign can begin cannot be told just now/m);
});

test('the key is not shown, whatever the provider answers', async () => {
	const echo = await scriptedProvider({ concurrency: () => refusal(401, `no such key: ${ENV.RETELL_API_KEY}`) });
	const { stdout, stderr } = await doctor(echo.url);
	expect(stdout).toMatch(/credentials: 401 no such key/);
	expect(stdout + stderr).not.toContain(ENV.RETELL_API_KEY);
});
