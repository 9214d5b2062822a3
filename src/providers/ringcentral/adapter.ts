import { redactor } from '../../runtime/redact.js';
import { field, oneLine, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { Provider } from '../provider.js';
import { callLogOf, callLogSince, readEndsOf, readLostCall, readSession, SESSION } from './call-log.js';
import { accountCode, readRingOut } from './create.js';
import { ringCentralInspections } from './inspections.js';
import { readLimits } from './limits.js';
import { readStatus } from './status.js';
import { ringCentralToken } from './token.js';
import { ringCentralWebhooks } from './webhook.js';

export interface RingCentralOptions {
	readonly clientId: string;
	readonly clientSecret: string;
	/** The credential of the user that calls are made for. */
	readonly jwt: string;
	/** Shown to the contact, E.164. */
	readonly callerId?: string;
	/** What webhooks are believed for; without it they are not understood. */
	readonly webhookToken?: string;
	/** Where sessions are told of. */
	readonly webhookUrl?: string;
}

const EXTENSION = '/restapi/v1.0/account/~/extension/~';

/**
 * RingCentral RingOut, API of @rc-ex/core 1.8: POST ring-out, GET ring-out/{id}, call log and active calls. A call has two
 * legs: `from` is rung first, and the contact once somebody there picked up. Nothing can be sent along with a call, so lost
 * attempts are looked for by number and time. A session tells its status while it lives; how it ended, the call log knows.
 *
 * A call that was found in the log is followed there, by its telephony session: the log does not tell the ring-out's id.
 */
export function ringCentralProvider(options: RingCentralOptions): Provider {
	const { webhookToken, webhookUrl } = options;
	const secrets = [options.clientSecret, ...(webhookToken ? [webhookToken] : [])];
	const hide = redactor([...secrets, options.jwt]);
	const describe = (response: HttpResponse) => describeAnswer(response, hide);
	const get = (path: string): HttpRequest => ({
		method: 'GET',
		path: `${EXTENSION}/${path}`,
		headers: { accept: 'application/json' },
	});
	const status = (call: string): HttpRequest =>
		call.startsWith(SESSION)
			? get(callLogOf(call.slice(SESSION.length)))
			: get(`ring-out/${encodeURIComponent(call.toWellFormed())}`);

	return {
		name: 'ringcentral',
		accountSecret: options.jwt,
		secrets,
		token: ringCentralToken(options),
		defaults: {
			// Ten requests of the group Heavy in any minute, of which one is left to the call log; and room for the network's jitter.
			pacePerSecond: 8.8 / 60,
			paceSource: "RingCentral's documented 10 heavy requests per minute, less one for the call log",
			timeoutMs: 60_000,
			// The call log lags; the vendor does not say by how much.
			settlingMs: 120_000,
			listSize: 1,
			longestCallMs: 5 * 3_600_000,
		},
		createCall: ({ from, to }) => ({
			method: 'POST',
			path: `${EXTENSION}/ring-out`,
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify({
				from: { phoneNumber: from },
				to: { phoneNumber: to },
				...(options.callerId === undefined ? {} : { callerId: { phoneNumber: options.callerId } }),
				playPrompt: false,
			}),
		}),
		readCreate: (response) => readRingOut(response, describe),
		listCalls: ([first]) => status(first?.call ?? ''),
		readCalls(response, asked = []) {
			const [call] = asked;
			if (call === undefined) return undefined;
			const view = call.call.startsWith(SESSION) ? readSession(response, call.call) : readStatus(response, call.call);
			return view === undefined ? undefined : { views: [view] };
		},
		findEnds: (calls) => get(callLogSince(Math.min(...calls.map(({ since }) => since)))),
		readEnds: readEndsOf,
		findAttempt: () => get('active-calls?direction=Outbound&view=Simple&perPage=1000'),
		readFound: (response, lost) => readLostCall(response, lost, () => get(callLogSince(lost.intendedAt, lost.to))),
		getCall: status,
		readCall(response) {
			const id = field(parse(response), 'id');
			const call = typeof id === 'number' ? String(id) : id;
			const view = readStatus(response, typeof call === 'string' ? call : '');
			return view?.state === 'gone' ? 'absent' : view;
		},
		inspections: () => ringCentralInspections(options.callerId, get, describe),
		readLimit: readLimits.ofRead,
		rateLimits: readLimits.ofAnswer,
		...(webhookToken && webhookUrl ? { webhooks: ringCentralWebhooks(webhookToken, webhookUrl, describe) } : {}),
		isOwnError: (response) => typeof field(parse(response), 'errorCode') === 'string',
		readRefusedAccount: (response) => (accountCode(response) === undefined ? undefined : describe(response)),
	};
}

/** "400 CMN-101 Parameter [to.phoneNumber] value is invalid" */
function describeAnswer(response: HttpResponse, hide: (text: string) => string): string {
	const body = parse(response);
	const code = field(body, 'errorCode') ?? field(body, 'error');
	const message = field(body, 'message') ?? field(body, 'error_description');
	const words = typeof message === 'string' ? `${typeof code === 'string' ? `${code} ` : ''}${message}` : response.body;
	return `${response.status} ${oneLine(hide(words))}`.trim();
}
