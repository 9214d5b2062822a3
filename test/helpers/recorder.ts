import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorded {
	readonly method: string | undefined;
	/** Path and query. */
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

export interface Recorder {
	readonly url: string;
	/** All requests, in the order of their arrival. */
	readonly recorded: readonly Recorded[];
	close(): Promise<void>;
}

interface Answer {
	readonly status: number;
	readonly body: string;
}

/** A server that writes down what it is asked, by an SDK and by us, and answers in JSON. */
export async function startRecorder(
	answer: (request: Recorded) => Answer = () => ({ status: 200, body: '{}' }),
): Promise<Recorder> {
	const recorded: Recorded[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (text) => {
			body += text;
		});
		request.on('end', () => {
			const { method, url = '', headers } = request;
			const one = { method, path: url, headers, body };
			recorded.push(one);
			const { status, body: text } = answer(one);
			response.writeHead(status, { 'content-type': 'application/json' }).end(text);
		});
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		recorded,
		close: () => {
			server.closeAllConnections();
			return new Promise((resolve) => {
				server.close(() => resolve());
			});
		},
	};
}
