import { expect, onTestFinished, test } from 'vitest';
import { examine, type Finding } from '../../src/campaign/doctor.js';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import { createHttpClient } from '../../src/providers/http.js';
import type { Provider } from '../../src/providers/provider.js';
import { withTokens } from '../../src/providers/token-client.js';
import { systemClock } from '../../src/runtime/clock.js';
import { mockProvider } from '../helpers/campaign.js';
import { describedProvider } from '../helpers/described.js';
import { startRecorder } from '../helpers/recorder.js';

type Answer = { readonly status: number; readonly body: unknown };

function providerOf(name: string): Provider {
	const entry = CATALOGUE[name];
	if (entry === undefined) throw new Error(`no provider ${name}`);
	const values = Object.fromEntries(entry.variables.map((one) => [one.name, one.dryRun]));
	return name === 'http' ? describedProvider('acme') : entry.create({ values, agent: entry.agent?.dryRun });
}

const titleOf = (name: string) => CATALOGUE[name]?.title ?? '';

/** What `dialer doctor` finds at this address, with the values of a dry run. */
async function everything(name: string, url: string, from?: string): Promise<Finding[]> {
	const provider = providerOf(name);
	const client = createHttpClient({ baseUrl: url, connections: 1, clock: systemClock });
	onTestFinished(() => client.close());
	const http = withTokens(client, provider.token, systemClock, () => undefined);
	const callers = [from ?? CATALOGUE[name]?.caller?.dryRun ?? ''];
	return examine({ provider, title: titleOf(name), http, clock: systemClock, callers });
}

/** Less what every provider is asked. */
async function findings(name: string, url: string, from?: string): Promise<Finding[]> {
	const all = await everything(name, url, from);
	return all.filter(({ what }) => !['reachable', 'clock', 'credentials', 'live calls'].includes(what));
}

/** A provider with these answers by path; everything else it does not know. */
async function scripted(answers: Readonly<Record<string, Answer>>): Promise<string> {
	const recorder = await startRecorder(({ path }) => {
		const known = answers[path] ?? answers[path.split('?', 1)[0] ?? ''] ?? { status: 404, body: {} };
		return { status: known.status, body: JSON.stringify(known.body) };
	});
	onTestFinished(() => recorder.close());
	return recorder.url;
}

const texts = (found: readonly Finding[]) => found.map(({ what, verdict, text }) => `${verdict} ${what}: ${text}`);
const OTHERS = { agents: ['agent_other'], numbers: ['+12025550177'] };

test.each([
	['retell', ['good caller number +12025550100: is there', 'good agent agent_dry_run: is there']],
	['twilio', ['good account: is active', 'good caller number +12025550100: is there']],
	[
		'vapi',
		[
			'good caller number 11111111-1111-4111-8111-111111111111: is there',
			'good assistant 22222222-2222-4222-8222-222222222222: is there',
		],
	],
	['dialnexa', ['good agent agent_dry_run: is there']],
	['boltcall', ['good agent agent_dry_run: is there']],
	['exotel', ['good caller number +12025550100: is there']],
	['ringcentral', ['good call log: may be read', 'good caller ID +12025550101: is there']],
	['http', []],
])('%s: what a run needs is looked at, and no call is placed', async (name, expected) => {
	const mock = await mockProvider({}, systemClock, 1, name);
	expect(texts(await findings(name, mock.url))).toEqual(expected);
	expect(mock.truth()).toMatchObject({ creates: 0, calls: 0 });
});

test.each([
	['twilio', 'bad caller number +12025550100: is neither a number of this account nor verified by it'],
	['dialnexa', 'bad agent agent_dry_run: 404 Agent or phone number not found'],
	['boltcall', 'bad agent agent_dry_run: is no agent of this workspace'],
	['exotel', 'bad caller number +12025550100: is no ExoPhone of this account'],
	['ringcentral', "bad caller ID +12025550101: is none of the extension's numbers"],
])('%s: what is not there is told', async (name, expected) => {
	const mock = await mockProvider(OTHERS, systemClock, 1, name);
	const found = await findings(name, mock.url);
	expect(texts(found)).toContain(expected);
	expect(found.find(({ verdict }) => verdict === 'bad')?.blame).toBe('config');
});

test.each(Object.keys(CATALOGUE))('%s: an address that does not speak its API is told as such', async (name) => {
	const page = await startRecorder(() => ({ status: 200, body: '<html>hello</html>' }));
	const nothing = await startRecorder(() => ({ status: 404, body: 'Not Found' }));
	onTestFinished(async () => {
		await Promise.all([page.close(), nothing.close()]);
	});
	const other = await mockProvider({}, systemClock, 1, name === 'retell' ? 'twilio' : 'retell');
	for (const [url, answer] of [
		[page.url, '200 <html>hello</html>'],
		[nothing.url, '404 Not Found'],
		[other.url, '404 '],
	] as const) {
		const [reachable, clock, credentials, ...rest] = await everything(name, url);
		expect([reachable?.verdict, clock?.verdict]).toEqual(['good', 'good']);
		expect(credentials).toMatchObject({ what: 'credentials', verdict: 'unknown', blame: 'config' });
		expect(credentials?.text).toContain(`does not answer like ${titleOf(name)}: ${answer}`);
		for (const { verdict, text } of rest) expect([verdict, text]).toEqual(['unknown', expect.stringContaining(unlike)]);
	}
});

const unlike = 'does not answer like ';

test.each(Object.keys(CATALOGUE))('%s: its own answers are known as such', async (name) => {
	const mock = await mockProvider({}, systemClock, 1, name);
	const found = await everything(name, mock.url);
	expect(texts(found)).toContain('good credentials: taken');
});

test.each([
	['vapi', 'the limit is told with each call, not before: a run finds it out'],
	['twilio', 'the provider does not tell its limit: a run finds it out'],
])('%s: where the limit of live calls is told', async (name, expected) => {
	const mock = await mockProvider({}, systemClock, 1, name);
	expect(texts(await everything(name, mock.url))).toContain(`unknown live calls: ${expected}`);
});

test('an error in another form than is known does not hide what else the vendor shows', async () => {
	const agents = { data: [{ id: 'agent_other', status: 'active' }], meta: { page: 1, limit: 100, total: 1 } };
	const url = await scripted({ '/v1/agents': { status: 200, body: agents } });
	expect(texts(await everything('boltcall', url))).toEqual(
		expect.arrayContaining(['good credentials: taken', 'bad agent agent_dry_run: is no agent of this workspace']),
	);
});

test('Twilio: a number that is verified is as good as an own one', async () => {
	const mock = await mockProvider({ ...OTHERS, verified: ['+12025550100'] }, systemClock, 1, 'twilio');
	expect(texts(await findings('twilio', mock.url))).toContain('good caller number +12025550100: is verified');
});

test('Twilio: an account that is suspended places no calls', async () => {
	const mock = await mockProvider({ account: 'unpaid' }, systemClock, 1, 'twilio');
	expect(texts(await findings('twilio', mock.url))).toContain('bad account: is suspended');
});

const TWILIO = `/2010-04-01/Accounts/AC${'0'.repeat(32)}`;
const number = (phone_number: string, voice = true) => ({ phone_number, capabilities: { voice } });

test.each([
	[
		'a trial account',
		{ status: 200, body: { status: 'active', type: 'Trial' } },
		/^good account: .*verified numbers only$/,
	],
	[
		'a key that may not ask',
		{ status: 401, body: { code: 20003 } },
		/^unknown account: this API key may not ask for it/,
	],
	['an outage', { status: 503, body: {} }, /^unknown account: 503/],
])('Twilio: %s', async (_, answer, expected) => {
	const url = await scripted({ [`${TWILIO}.json`]: answer });
	expect(texts(await findings('twilio', url))[0]).toMatch(expected);
});

test.each([
	['that only contains the caller is another', number('+120255501001'), /^bad .* neither/],
	['without voice is of no use', number('+12025550100', false), /^bad .* no voice calls$/],
])('Twilio: a number %s', async (_, own, expected) => {
	const url = await scripted({
		[`${TWILIO}/IncomingPhoneNumbers.json`]: { status: 200, body: { incoming_phone_numbers: [own] } },
		[`${TWILIO}/OutgoingCallerIds.json`]: { status: 200, body: { outgoing_caller_ids: [] } },
	});
	expect(texts(await findings('twilio', url))[1]).toMatch(expected);
});

test('Exotel: ExoPhones are read page by page, and known in the form of their country', async () => {
	const numbers = Array.from({ length: 120 }, (_, place) => `+9180471${String(place).padStart(5, '0')}`);
	const mock = await mockProvider({ numbers }, systemClock, 1, 'exotel');
	const seen = [numbers[119], numbers[119]?.replace('+91', '0'), '08047100120'];
	const found = await Promise.all(seen.map((from) => findings('exotel', mock.url, from)));
	expect(found.flat().map(({ verdict }) => verdict)).toEqual(['good', 'good', 'bad']);
});

test('a list without an end is not read for ever', async () => {
	const page = { incoming_phone_numbers: [number('+918047100001')], next_page_uri: 'http://elsewhere/' };
	const url = await scripted({ '/v2_beta/Accounts/dry_run/IncomingPhoneNumbers': { status: 200, body: page } });
	expect(texts(await findings('exotel', url))).toEqual([
		'unknown caller number +12025550100: was not found in 20 pages, and there are more',
	]);
});

test('Boltcall: agents are read page by page', async () => {
	const agents = [...Array.from({ length: 100 }, (_, place) => `agent_${place}`), 'agent_dry_run'];
	const mock = await mockProvider({ agents }, systemClock, 1, 'boltcall');
	expect(texts(await findings('boltcall', mock.url))).toEqual(['good agent agent_dry_run: is there']);
});

test('an agent that is paused, or a draft, is told as such', async () => {
	const paused = { data: [{ id: 'agent_dry_run', status: 'paused' }], meta: { page: 1, limit: 100, total: 1 } };
	const boltcall = await scripted({ '/v1/agents': { status: 200, body: paused } });
	expect(texts(await findings('boltcall', boltcall))).toEqual(['unknown agent agent_dry_run: is there, but paused']);
	const draft = { id: 'agent_dry_run', versions: [{ is_published: false }] };
	const dialnexa = await scripted({ '/v1/agents/agent_dry_run': { status: 200, body: draft } });
	expect(texts(await findings('dialnexa', dialnexa))).toEqual([
		'unknown agent agent_dry_run: is there, but none of its versions is published',
	]);
});

test('RingCentral: an app without a permission is told which', async () => {
	const extension = '/restapi/v1.0/account/~/extension/~';
	const refused = { status: 403, body: { errorCode: 'CMN-401', message: 'needs the permission' } };
	const url = await scripted({
		'/restapi/oauth/token': { status: 200, body: { access_token: 'token-1', expires_in: 3_600 } },
		[`${extension}/call-log`]: refused,
		[`${extension}/phone-number`]: refused,
	});
	expect(texts(await findings('ringcentral', url))).toEqual([
		'bad call log: 403 CMN-401 needs the permission',
		'unknown caller ID +12025550101: only an app with ReadAccounts may list numbers: 403 CMN-401 needs the permission',
	]);
	const hidden = { records: [{ phoneNumber: '+12025550101', features: ['SmsSender'] }] };
	const other = await scripted({
		'/restapi/oauth/token': { status: 200, body: { access_token: 'token-1', expires_in: 3_600 } },
		[`${extension}/phone-number`]: { status: 200, body: hidden },
	});
	expect(texts(await findings('ringcentral', other))[1]).toBe(
		'bad caller ID +12025550101: is there, but may not be shown as caller ID',
	);
});

test.each(Object.keys(CATALOGUE))('%s: whatever is answered, it is read', (name) => {
	const bodies = [
		'',
		'null',
		'[]',
		'{}',
		'{"status":7,"versions":[null],"data":[null,1],"records":[null,{"features":{}}]}',
	];
	const odd = '{"incoming_phone_numbers":[null,3,{"phone_number":{}}],"outgoing_caller_ids":[[]],"next_page_uri":""}';
	for (const body of [...bodies, odd]) {
		for (const status of [200, 204, 404, 500]) {
			const answer = { status, body, headers: {}, receivedAt: 0, latencyMs: 0 };
			expect(providerOf(name).isOwnError(answer)).toBe(false);
			for (const { read } of providerOf(name).inspections?.(['+12025550100']) ?? []) {
				expect(['good', 'bad', 'unknown', 'foreign', 'more']).toContain(read(answer).kind);
			}
		}
	}
});
