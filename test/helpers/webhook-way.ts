import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A webhook on its way. */
interface Passing {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** What followed the path, with its question mark. */
	readonly query?: string;
}

/** The public address of a program behind a tunnel: everything the provider tells comes by here. */
export interface WebhookWay {
	readonly url: string;
	/** Everything that came, in its order. */
	readonly passed: Passing[];
	/** Where it leads to. */
	to: string;
	/** What becomes of what comes; each is passed on once, unless the test wants otherwise. */
	onPassing: (passing: Passing, index: number) => Passing[];
	/** Sends something of one's own. @returns the status that answers it. */
	send(passing: Passing): Promise<number>;
}

export async function webhookWay(): Promise<WebhookWay> {
	const relay = ({ headers, body, query = '' }: Passing) =>
		fetch(`${way.to}/${query}`, { method: 'POST', headers, body });
	const way: Omit<WebhookWay, 'url'> = {
		passed: [],
		to: '',
		onPassing: (passing) => [passing],
		send: async (passing) => (await relay(passing)).status,
	};
	const server = createServer(async (request, response) => {
		const query = /\?.*$/s.exec(request.url ?? '')?.[0] ?? '';
		const passing = { headers: headersOf(request), body: await bodyOf(request), query };
		way.passed.push(passing);
		let answer = new Response();
		for (const one of way.onPassing(passing, way.passed.length - 1)) {
			answer = await relay(one).catch(() => new Response(null, { status: 502 }));
		}
		const headers = [...answer.headers].filter(([name]) => !OF_THE_HOP.has(name));
		response.writeHead(answer.status, Object.fromEntries(headers)).end(await answer.text());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return Object.assign(way, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Those of HTTP itself are made anew on the way. */
const OF_THE_HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);

function headersOf({ headers }: IncomingMessage): Record<string, string> {
	const kept = Object.entries(headers).filter(([name]) => !OF_THE_HOP.has(name));
	return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}
