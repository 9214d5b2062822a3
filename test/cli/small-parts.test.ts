import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../helpers/bad-server.js';

const PARTS = 2_000_000;
const MODULES = new URL('../../dist/', import.meta.url).href;

/** Asks the server at its argument once, with the compiled client, and prints how long the answer's body is. */
const ASK = `
const { createHttpClient } = await import('${MODULES}providers/http.js');
const { systemClock } = await import('${MODULES}runtime/clock.js');
const http = createHttpClient({ baseUrl: process.argv[1], connections: 3, clock: systemClock });
const result = await http.send({ method: 'GET', path: '/', headers: {} }, 300_000);
console.log(result.ok ? result.response.body.length : result.failure.why);
await http.close();
`;

test('an answer of millions of parts of one byte takes the memory of its bytes', async () => {
	const server = await startServer({
		onRequest(socket) {
			const parts = Buffer.from('1\r\nx\r\n'.repeat(PARTS / 100));
			socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
			for (let written = 0; written < 100; written += 1) socket.write(parts);
			socket.write('0\r\n\r\n');
		},
	});
	onTestFinished(() => server.close());
	const args = ['--max-old-space-size=64', '--input-type=module', '-e', ASK, server.url];
	const { stdout } = await promisify(execFile)(process.execPath, args);
	expect(stdout.trim()).toBe(String(PARTS));
});
