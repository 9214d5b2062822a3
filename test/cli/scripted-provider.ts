import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Answer {
	/** 0 hangs up without an answer. */
	readonly status: number;
	readonly body: object | string;
	readonly headers?: Record<string, string>;
}

interface Create {
	/** E.164. */
	readonly to: string;
	/** How many create requests came before this one. */
	readonly earlier: number;
	/** The request's Authorization header. */
	readonly authorization: string;
}

/** What a provider answers otherwise than one in good health would; undefined leaves it to health. */
interface Script {
	readonly create?: (create: Create) => Answer | undefined;
	/** `earlier`: how many list requests came before this one; `isLookup`: it asks for the call of an attempt. */
	readonly list?: (earlier: number, isLookup: boolean) => Answer | undefined;
	readonly concurrency?: () => Answer;
	/** The id of the `serial`th call, from 1. */
	readonly callId?: (serial: number) => string;
	/** Added to every call that is shown. */
	readonly call?: object;
}

export interface ScriptedProvider {
	readonly url: string;
	/** Numbers of all create requests, in order; of those, the ones that were taken. */
	readonly asked: readonly string[];
	readonly rung: readonly string[];
	/** Arrival of every request of any kind, `performance.now()`. */
	readonly arrivals: readonly { readonly at: number; readonly path: string }[];
}

/** A provider in Retell's words that misbehaves as told; its calls are over as soon as they are taken. */
export async function scriptedProvider(script: Script): Promise<ScriptedProvider> {
	const calls = new Map<string, { call_id: string; metadata: { attempt_id?: string } }>();
	const asked: string[] = [];
	const rung: string[] = [];
	const arrivals: { at: number; path: string }[] = [];
	let lists = 0;

	function create(body: { to_number: string; metadata: object }, authorization: string): Answer {
		const told = script.create?.({ to: body.to_number, earlier: asked.length, authorization });
		asked.push(body.to_number);
		if (told !== undefined) return told;
		rung.push(body.to_number);
		const call_id = script.callId?.(rung.length) ?? `call_${rung.length}`;
		calls.set(call_id, { call_id, metadata: body.metadata });
		return { status: 201, body: { call_id, call_status: 'registered' } };
	}

	function list({ filter_criteria: filter }: ListRequest): Answer {
		const ids = filter.call_id?.value;
		const attempt = filter.metadata?.[0]?.value;
		const told = script.list?.(lists++, attempt !== undefined);
		if (told !== undefined) return told;
		const items = [...calls.values()].filter(
			({ call_id, metadata }) => ids?.includes(call_id) || (attempt !== undefined && metadata.attempt_id === attempt),
		);
		return { status: 200, body: { items: items.map((call) => ({ ...call, ...ENDED, ...script.call })) } };
	}

	function answer(path: string, body: string, authorization: string): Answer {
		if (path === '/v2/create-phone-call') return create(JSON.parse(body), authorization);
		if (path === '/v3/list-calls') return list(JSON.parse(body));
		if (path === '/get-concurrency' && script.concurrency !== undefined) return script.concurrency();
		return { status: 404, body: { status: 'error', message: 'not found' } };
	}

	const server = createServer(async (request, response) => {
		const { url: path = '', headers } = request;
		arrivals.push({ at: performance.now(), path });
		const { status, body, headers: more } = answer(path, await bodyOf(request), headers.authorization ?? '');
		if (status === 0) {
			request.socket.destroy();
			return;
		}
		response.writeHead(status, { 'content-type': 'application/json', ...more });
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, asked, rung, arrivals };
}

interface ListRequest {
	readonly filter_criteria: {
		readonly call_id?: { readonly value: readonly string[] };
		readonly metadata?: readonly { readonly value: string }[];
	};
}

const ENDED = { call_status: 'ended', disconnection_reason: 'user_hangup' };

async function bodyOf(request: IncomingMessage): Promise<string> {
	let body = '';
	for await (const chunk of request) body += chunk;
	return body;
}

/** An error in the vendor's form. */
export function refusal(status: number, message: string, headers: Record<string, string> = {}): Answer {
	return { status, body: { status: 'error', message }, headers };
}
