import { type Call, type NewCall, statusOf } from '../call.js';
import { callRecord } from './dialnexa-calls.js';
import type { MockRequest, Operation, Reply, Wire } from './wire.js';

const LEADS = '/v1/campaigns-leads';
/** The number that campaigns call from. */
const ROUTE = '+14155552671';
const MOST_NOTES = 15;

/**
 * The older API of DialNexa beside the newer one, by its pages on campaign leads, campaigns and call logs: a campaign calls
 * the leads that are added to it. In this mock a call that has a campaign (`cmp_...`) instead of an agent is a lead's.
 */
export function withLegacyRoutes(wire: Wire): Wire {
	return {
		...wire,
		operation: (method, path, body) => legacyOperation(method, path) ?? wire.operation(method, path, body),
		readCreate: (request) => (request.path === LEADS ? readLead(request) : wire.readCreate(request)),
		created: (call, standing) =>
			isLead(call) ? reply(201, leadRecord(call, call.acceptedAt)) : wire.created(call, standing),
		shown(call, now, request) {
			const isLeads = request.path.startsWith(LEADS);
			if (!isLeads && !request.path.startsWith('/v1/call-logs')) return wire.shown(call, now, request);
			if (!isLead(call)) return wire.problem('unknown-call');
			return reply(200, isLeads ? leadRecord(call, now) : logRecord(call, now));
		},
		asset: (asset, id) =>
			isCampaign(id)
				? reply(200, { id, name: 'Mock', status: 'active', retry_config: { max_retries: 0 } })
				: (wire.asset?.(asset, id) ?? wire.problem('unknown-asset')),
	};
}

function legacyOperation(method: string, path: string): Operation | undefined {
	if (path === LEADS) return method === 'POST' ? { kind: 'create' } : undefined;
	const [, kind, id = ''] = /^\/v1\/(campaigns-leads|call-logs|campaigns)\/([^/]+)$/.exec(path) ?? [];
	if (method !== 'GET' || kind === undefined) return undefined;
	if (kind === 'campaigns') return { kind: 'asset', asset: 'agent', id: decodeURIComponent(id) };
	const prefix = kind === 'call-logs' ? 'log_' : 'lead_';
	return { kind: 'get', callId: id.startsWith(prefix) ? id.slice(prefix.length) : '' };
}

function readLead({ body }: MockRequest): NewCall | Reply {
	const { name, phoneNumber, countryCode, campaignId, notes } = parseObject(body);
	const wrong = [
		typeof name === 'string' && name !== '' ? '' : 'name should not be empty',
		typeof phoneNumber === 'string' && /^\d{4,14}$/.test(phoneNumber) ? '' : 'phoneNumber must be a valid phone number',
		typeof countryCode === 'string' && /^\+[1-9]\d{0,2}$/.test(countryCode) ? '' : 'countryCode must start with +',
		typeof campaignId === 'string' && isCampaign(campaignId) ? '' : 'campaignId must be the id of a campaign',
		notes === undefined || isRecord(notes) ? '' : 'notes must be an object',
		isRecord(notes) && Object.keys(notes).length > MOST_NOTES ? `notes must have at most ${MOST_NOTES} keys` : '',
	].filter((text) => text !== '');
	if (wrong.length > 0) return reply(400, { statusCode: 400, message: wrong, error: 'Bad Request' });
	return {
		to: `${countryCode}${phoneNumber}`,
		from: ROUTE,
		agent: String(campaignId),
		metadata: notes,
		variables: { name: String(name) },
	};
}

/** A lead waits while its campaign's queue does. Which calls leave one completed and which failed is not documented. */
function leadRecord(call: Call, now: number): object {
	const status = statusOf(call, now);
	const isDialed = now >= Math.min(call.dialedAt, call.endedAt);
	const isOver = status !== 'registered' && status !== 'ongoing';
	return {
		id: `lead_${call.id}`,
		name: call.variables?.name,
		phone_number: call.to,
		campaign_id: call.agent,
		status: isOver ? (status === 'error' ? 'failed' : 'completed') : isDialed ? 'in_progress' : 'pending',
		notes: call.metadata,
		...(isDialed ? { call_log_id: `log_${call.id}` } : {}),
		created_at: new Date(call.acceptedAt).toISOString(),
	};
}

function logRecord(call: Call, now: number): object {
	const { status, duration, end_reason } = callRecord(call, now) as Record<string, unknown>;
	return {
		id: `log_${call.id}`,
		call_id: call.id,
		agent_id: 'agt_mock',
		status,
		sentiment: 'neutral',
		...(duration === undefined ? {} : { duration_seconds: duration }),
		created_at: new Date(call.acceptedAt).toISOString(),
		...(end_reason === undefined ? {} : { end_reason }),
	};
}

function isLead({ agent = '' }: Call): boolean {
	return isCampaign(agent);
}

function isCampaign(id: string): boolean {
	return id.startsWith('cmp_');
}

function reply(status: number, body: unknown): Reply {
	return { status, body: JSON.stringify(body) };
}

function parseObject(text: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : {};
	} catch {
		return {};
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
