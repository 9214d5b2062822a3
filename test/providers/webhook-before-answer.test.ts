import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { WebhookSource } from '../../src/tracking/webhook-receiver.js';
import { readResults, runCampaign } from '../helpers/campaign.js';
import { toldCampaign } from '../helpers/told-campaign.js';

const ROWS = 6;
const LOOK_EVERY_MS = 5;

/** Something between the dialer and the vendor: every second call is answered after word of it was taken, and wrongly. */
async function wrongAnswers(vendor: string, taken: readonly string[], status: number): Promise<string> {
	let creates = 0;
	const server = createServer(async (request, response) => {
		const { method = 'GET', url = '/' } = request;
		const body = await text(request);
		const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' };
		const answer = await fetch(`${vendor}${url}`, { method, headers, ...(method === 'POST' ? { body } : {}) });
		const given = await answer.text();
		const isWrong = answer.status === 201 && creates++ % 2 === 0;
		if (isWrong) await toldOf(JSON.parse(given).call_id ?? JSON.parse(given).id, taken);
		response.writeHead(isWrong ? status : answer.status).end(isWrong ? '{"message":"Too Many Requests"}' : given);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function toldOf(call: string, taken: readonly string[]): Promise<void> {
	while (!taken.some((body) => body.includes(call))) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

/** The same way for webhooks, with a note of each once what it tells is known. */
function noting(source: WebhookSource | undefined, taken: string[]): WebhookSource {
	return {
		url: source?.url,
		serve: (receive) =>
			source?.serve((arrival) => {
				const { reply, act } = receive(arrival);
				const note = () => {
					act?.();
					taken.push(arrival.rawBody.toString());
				};
				return { reply, act: note };
			}),
	};
}

test.each([
	['retell', 429],
	['retell', 400],
	['retell', 500],
	['vapi', 429],
])('%s: a call that was told of was placed, though %i is answered afterwards', async (vendor, status) => {
	const { setup, mock } = await toldCampaign(vendor, ROWS);
	const taken: string[] = [];
	const webhooks = noting(setup.options.webhooks, taken);
	const baseUrl = await wrongAnswers(mock.url, taken, status);
	const report = await runCampaign({ ...setup, options: { ...setup.options, baseUrl, webhooks } });
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS, failed: 0, pending: 0, in_doubt: 0 });
	expect(mock.truth()).toMatchObject({ calls: ROWS, duplicates: [] });
	const reconciled = readResults(setup.options.results).filter((row) => row.call_reconciled === 'provider');
	expect(reconciled).toHaveLength(ROWS / 2);
});
