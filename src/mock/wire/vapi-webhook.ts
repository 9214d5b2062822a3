import { createHmac } from 'node:crypto';
import type { Call } from '../call.js';
import type { Webhook, WebhookTarget } from './wire.js';

/** From a call's end until its report is ready, ms. */
const REPORT_MS = 50;

/** Whom an assistant tells, as far as a call says so itself. */
interface Server {
	readonly url?: unknown;
	readonly credentialId?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** How the call stands, in the API's words. */
interface Bodies {
	/** As it was answered when it was created. */
	readonly created: () => object;
	/** When it is over. */
	readonly ended: () => object;
}

/**
 * Messages of the kinds that are sent unless the assistant says otherwise. The call in them is the one that was created.
 * Whether a call that nobody took is reported is told both ways: here its change of status is all there is.
 */
export function vapiWebhooks(call: Call, { created, ended }: Bodies): Webhook[] {
	const message = (at: number, type: string, told: () => object = () => ({})): Webhook => ({
		at,
		write(now, target) {
			const timestamp = Math.floor(now);
			const body = JSON.stringify({ message: { timestamp, type, ...told(), artifact: {}, call: created() } });
			return { headers: { 'content-type': 'application/json', ...vouch(call, timestamp, body, target) }, body };
		},
	});
	const status = (at: number, told: string, more?: () => object) =>
		message(at, 'status-update', () => ({ status: told, ...more?.() }));
	const { dialedAt, connectedAt, endedAt } = call;
	const reasonOf = (body: object) => ({ endedReason: (body as { endedReason: unknown }).endedReason });
	const talk =
		connectedAt === undefined
			? []
			: [
					status(connectedAt, 'in-progress'),
					message(connectedAt, 'assistant.started'),
					message(connectedAt, 'speech-update', () => ({ status: 'started', role: 'assistant' })),
					message(connectedAt, 'conversation-update', () => ({ messages: [] })),
					message(endedAt + REPORT_MS, 'end-of-call-report', () => ({ ...reportOf(ended()), analysis: {} })),
				];
	const rang = dialedAt < endedAt ? [status(dialedAt, 'ringing')] : [];
	return [...rang, ...talk, status(endedAt, 'ended', () => reasonOf(ended()))];
}

/** Where this call is told of, should it say so. */
export function serverUrlOf(assistantOverrides: unknown): string | undefined {
	const { url } = serverOf(assistantOverrides) ?? {};
	return typeof url === 'string' ? url : undefined;
}

function serverOf(assistantOverrides: unknown): Server | undefined {
	return (assistantOverrides as { server?: Server } | undefined)?.server;
}

/** By the credential that is named, or the account's own: an HMAC in its default form; and whatever headers are asked for. */
function vouch({ metadata }: Call, timestamp: number, body: string, { secret }: WebhookTarget) {
	const server = serverOf((metadata as { assistantOverrides?: unknown }).assistantOverrides);
	const isSigned = server === undefined || server.credentialId !== undefined;
	const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
	const signature = { 'x-timestamp': String(timestamp), 'x-signature': digest };
	const asked = Object.entries(server?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
	return { ...Object.fromEntries(asked), ...(isSigned && secret !== '' ? signature : {}) };
}

function reportOf(body: object): object {
	const { endedReason, startedAt, endedAt, cost } = body as Record<string, unknown>;
	return { endedReason, startedAt, endedAt, cost };
}
