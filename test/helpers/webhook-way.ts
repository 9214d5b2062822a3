import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A webhook on its way. */
interface Passing {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
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
	const way: Omit<WebhookWay, 'url'> = {
		passed: [],
		to: '',
		onPassing: (passing) => [passing],
		send: async ({ headers, body }) => (await fetch(way.to, { method: 'POST', headers, body })).status,
	};
	const server = createServer(async (request, response) => {
		const passing = { headers: headersOf(request), body: await bodyOf(request) };
		way.passed.push(passing);
		let status = 200;
		for (const one of way.onPassing(passing, way.passed.length - 1)) status = await way.send(one).catch(() => 502);
		response.writeHead(status).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return Object.assign(way, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
	const { 'x-retell-signature': signature } = headers;
	return {
		'content-type': 'application/json',
		...(signature === undefined ? {} : { 'x-retell-signature': String(signature) }),
	};
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}
