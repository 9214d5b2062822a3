import { redactor } from '../../runtime/redact.js';
import { countAt, field, isCallId, isNestError } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { notShown } from '../inspection.js';
import type { AttemptSpec, CallPage, CreateReply, FollowedCall, Inspected, Provider } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import { describeAnswer, isAccountRefused, readDialNexaCreate } from './answer.js';
import { readLead, readLogEnd, recordIn } from './lead.js';

export interface DialNexaCampaignOptions {
	/** `<key_id>:<secret>` */
	readonly apiKey: string;
	/** Id of a campaign that was made in the dashboard: it has the agent and the number to call from. */
	readonly campaign: string;
}

/**
 * Seen in the headers of one answer, for requests of all kinds; none is documented. A call takes two reads at least, of its lead
 * and of its record, and one start: without a share of their own reads would leave nothing for starts.
 */
const READS = { group: '', limit: 150, windowMs: 60_000, share: 2 / 3, withStarts: true };

/**
 * DialNexa's older API: every contact becomes a lead of one campaign (POST /v1/campaigns-leads), which the campaign calls by
 * its own schedule. Leads can only be read one by one, and there is no list of them that is documented: an attempt whose
 * answer was lost is for a person to look up.
 */
export function dialNexaCampaign({ apiKey, campaign }: DialNexaCampaignOptions): Provider {
	const secret = apiKey.slice(apiKey.indexOf(':') + 1);
	const hide = redactor([apiKey, secret]);
	const describe = (response: HttpResponse) => describeAnswer(response, hide);
	const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
	const get = (kind: string, id: string): HttpRequest => ({
		method: 'GET',
		path: `/v1/${kind}/${encodeURIComponent(id.toWellFormed())}`,
		headers,
	});
	const getLead = (id: string) => get('campaigns-leads', id);

	return {
		name: 'dialnexa',
		// Leads are no calls of the newer API, nor of another campaign: looked for there, they would seem not to have been placed.
		accountSecret: `${apiKey}\n${campaign}`,
		secrets: [apiKey],
		defaults: {
			pacePerSecond: 1,
			paceSource: 'a careful guess: DialNexa documents none',
			timeoutMs: 60_000,
			settlingMs: 30_000,
			listSize: 1,
			// A lead waits for its campaign's turn, hours and concurrency.
			longestCallMs: 24 * 3_600_000,
		},
		createCall: (attempt) => ({
			method: 'POST',
			path: '/v1/campaigns-leads',
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({ ...leadOf(attempt), campaignId: campaign }),
		}),
		readCreate: (response) => readCreate(response, describe),
		listCalls: ([followed]) => getLead(followed?.call ?? ''),
		readCalls: (response, asked) => readPage(response, asked, (log) => get('call-logs', log)),
		getCall: getLead,
		readCall(response) {
			if (response.status === 404) return 'absent';
			const lead = response.status === 200 ? readLead(recordIn(response)) : undefined;
			return lead && { call: lead.id, attempt: undefined, end: lead.end };
		},
		inspections: () => [
			{
				what: `campaign ${campaign}`,
				request: get('campaigns', campaign),
				read: (response) => readCampaign(response, describe(response)),
			},
		],
		readLimit: () => READS,
		rateLimits: readRateLimitHeaders,
		isOwnError: isNestError,
		readRefusedAccount: (response) => (isAccountRefused(response) ? describe(response) : undefined),
	};
}

/** Calling codes of one and two digits (ITU-T E.164); all others have three. */
const E164 = /^(\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}))(\d+)$/;

/** `notes` are what the agent can use during the call, 15 at most. */
function leadOf({ attempt, contact, to, variables }: AttemptSpec) {
	const [, countryCode = '', phoneNumber = to] = E164.exec(to) ?? [];
	return { name: variables.name || contact, phoneNumber, countryCode, notes: { ...variables, attempt_id: attempt } };
}

/** What the campaign or the columns of the file are to blame for is no fault of the contact's. */
function readCreate(response: HttpResponse, describe: (response: HttpResponse) => string): CreateReply {
	const { status } = response;
	const lead = field(recordIn(response), 'id');
	if (status >= 200 && status < 300 && isCallId(lead)) return { kind: 'accepted', call: lead };
	const reply = readDialNexaCreate(response, describe);
	if (reply.kind !== 'rejected' || reply.blame !== 'contact' || status === 403) return reply;
	return /campaign|\bnotes\b/i.test(reply.message) ? { ...reply, blame: 'config' } : reply;
}

/** The answer is the lead that was asked for, or the record of its call, which is asked for next. */
function readPage(
	response: HttpResponse,
	asked: readonly FollowedCall[] | undefined,
	getLog: (log: string) => HttpRequest,
): CallPage | undefined {
	const call = asked?.[0]?.call;
	if (response.status === 404) return { views: [] };
	const record = response.status === 200 ? recordIn(response) : undefined;
	if (call === undefined || typeof field(record, 'status') !== 'string') return undefined;
	const lead = field(record, 'id') === call ? readLead(record) : undefined;
	const isOtherLead = field(record, 'campaign_id') !== undefined && field(record, 'agent_id') === undefined;
	if (lead === undefined && isOtherLead) return undefined;
	if (lead === undefined) return { views: [{ call, attempt: undefined, end: readLogEnd(record) }] };
	if (lead.isOver && lead.log !== undefined) return { views: [], next: getLog(lead.log) };
	return { views: [{ call, attempt: undefined, end: lead.end }] };
}

/** "running" and "active" are both documented of a campaign that calls. */
function readCampaign(response: HttpResponse, words: string): Inspected {
	const record = recordIn(response);
	const status = field(record, 'status');
	if (response.status !== 200 || typeof status !== 'string') return notShown(response, words);
	if (status === 'paused' || status === 'completed' || status === 'cancelled')
		return { kind: 'bad', text: `it is ${status}` };
	const retries = countAt(field(record, 'retry_config'), 'max_retries') ?? 0;
	if (retries === 0) return { kind: 'good' };
	return { kind: 'bad', text: `it retries by itself (max_retries ${retries}), which dials people again` };
}
