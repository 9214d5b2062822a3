import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV } from './campaign-files.js';

/** The trial is over after three calls. */
const UNPAID = `
account: unpaid
accountAfter: 3
calls: { ring: { min: 50ms, max: 100ms }, talk: { min: 100ms, max: 200ms } }
`;

test('when the account is refused, calls go on through the other provider, and everything says so', async () => {
	const files = campaignFiles(6);
	const scenario = join(files.folder, 'unpaid.yaml');
	writeFileSync(scenario, UNPAID);
	const flags = ['--dry-run', '--scenario', scenario, '--failover', 'twilio'];
	const { code, stdout, stderr } = await runProgram(['run', files.contacts, ...flags], { env: {} });
	expect(stderr).toContain('Failover: the mock of twilio, should the account be refused');
	expect(stderr).toContain('calls go on through twilio: The provider retell refused the account: 402');
	expect(stderr).not.toContain('stopping');
	expect(stdout).toContain('6 completed');
	expect(stdout).toContain('Failover:   3 rows through twilio, because: The provider retell refused the account');
	expect(code).toBe(0);
	const through = readResults(files.results).map((row) => row.call_provider);
	expect(through.filter((provider) => provider === 'twilio')).toHaveLength(3);
	const verified = await runProgram(['verify', files.contacts], { env: {} });
	expect(verified.code).toBe(0);
});

test.each([
	['retell', '--failover retell is the provider itself: calls would go on where they stopped.'],
	['nobody', '--failover: expected one of retell, twilio,'],
	['twilio', 'TWILIO_ACCOUNT_SID'],
	['http', '--failover http dials an API that is described, and there is no description.'],
])('--failover %s without what it takes is a mistake, and nothing is dialed', async (failover, message) => {
	const { contacts } = campaignFiles(2);
	const { code, stderr } = await runProgram(['run', contacts, '--yes', '--failover', failover], { env: ENV });
	expect(stderr).toContain(message);
	expect(code).toBe(2);
});
