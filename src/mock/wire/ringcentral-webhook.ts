import type { Call } from '../call.js';
import { sessionOf } from './ringcentral-log.js';
import type { MockRequest, MockSubscription, Reply, Webhook } from './wire.js';

export const SUBSCRIPTIONS = /^\/restapi\/v1\.0\/subscription(?:\/([\w-]+))?$/;
const ORIGIN = 'https://platform.ringcentral.com';
const OWNER = '850957020';
const ACCOUNT = '37439510';
const SESSIONS = /^\/restapi\/v1\.0\/account\/~(?:\/extension\/~)?\/telephony\/sessions$/;
const LONGEST_S = 315_360_000;
const DEFAULT_S = 900;

/** Reasons that go with the end of a session, by the mock's own. */
const REASONS: Readonly<Record<string, string>> = {
	dial_busy: 'TargetBusy',
	dial_no_answer: 'NoAnswer',
	user_declined: 'Rejected',
	invalid_destination: 'InvalidNumber',
	marked_as_spam: 'DestinationBlocked',
};

/** The session's course as its owner's extension is notified of it: set up, answered where it was, and over. */
export function ringCentralWebhooks(call: Call): Webhook[] {
	const event = (sequence: number, at: number, code: string, reason?: string): Webhook => ({
		at,
		write: (now, { secret, subscription = '' }) => ({
			headers: {
				accept: 'application/json',
				'content-type': 'application/json; charset=UTF-8',
				...(secret === '' ? {} : { 'verification-token': secret }),
			},
			body: JSON.stringify({
				uuid: `${call.id}-${sequence}-${subscription}`,
				event: `/restapi/v1.0/account/${ACCOUNT}/extension/${OWNER}/telephony/sessions`,
				timestamp: new Date(now).toISOString(),
				subscriptionId: subscription,
				ownerId: OWNER,
				body: session(call, sequence, { code, rcc: false, ...(reason === undefined ? {} : { reason }) }),
			}),
		}),
	});
	return [
		event(1, call.acceptedAt, 'Setup'),
		...(call.connectedAt === undefined ? [] : [event(2, call.connectedAt, 'Answered')]),
		event(3, call.endedAt, 'Disconnected', REASONS[call.reason]),
	];
}

function session(call: Call, sequence: number, status: object): object {
	const id = sessionOf(call);
	return {
		sequence,
		sessionId: String(call.serial + 1),
		telephonySessionId: id,
		serverId: '10.29.20.77.TAM',
		eventTime: new Date(call.acceptedAt).toISOString(),
		parties: [
			{
				accountId: ACCOUNT,
				extensionId: OWNER,
				id: id.replace(/^s-/, 'p-'),
				direction: 'Outbound',
				to: { phoneNumber: call.to },
				from: { phoneNumber: call.from },
				status,
				missedCall: false,
				standAlone: false,
				muted: false,
			},
		],
		origin: { type: 'RingOut' },
	};
}

/** The subscription that is asked for, under this id; or the name of the parameter that is wrong. */
export function readSubscription(
	{ body: text }: MockRequest,
	id: string,
): { wanted: MockSubscription; expiresIn: number; eventFilters: string[] } | string {
	let body: { eventFilters?: unknown; expiresIn?: unknown; deliveryMode?: Record<string, unknown> };
	try {
		body = JSON.parse(text) ?? {};
	} catch {
		return 'body';
	}
	const { eventFilters, expiresIn = DEFAULT_S, deliveryMode = {} } = body;
	const { transportType, address: url, verificationToken: secret = '' } = deliveryMode;
	if (!Array.isArray(eventFilters) || !eventFilters.every((filter) => SESSIONS.test(String(filter))))
		return 'eventFilters';
	if (typeof expiresIn !== 'number' || expiresIn < 1 || expiresIn > LONGEST_S) return 'expiresIn';
	if (transportType !== 'WebHook') return 'deliveryMode.transportType';
	if (typeof url !== 'string' || !URL.canParse(url)) return 'deliveryMode.address';
	if (typeof secret !== 'string') return 'deliveryMode.verificationToken';
	return { wanted: { id, url, secret }, expiresIn, eventFilters };
}

export function openedSubscription(
	{ wanted, expiresIn, eventFilters }: Exclude<ReturnType<typeof readSubscription>, string>,
	now: number,
): Reply {
	const body = {
		uri: `${ORIGIN}/restapi/v1.0/subscription/${wanted.id}`,
		id: wanted.id,
		creationTime: new Date(now).toISOString(),
		status: 'Active',
		eventFilters,
		expirationTime: new Date(now + expiresIn * 1_000).toISOString(),
		expiresIn,
		deliveryMode: { transportType: 'WebHook', encryption: false, address: wanted.url },
	};
	return { status: 200, body: JSON.stringify(body), subscribes: wanted };
}
