import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { readResults, runCampaign } from '../helpers/campaign.js';
import { type ToldCampaign, toldCampaign } from '../helpers/told-campaign.js';

const ROWS = 6;
const LOOK_EVERY_MS = 5;

/** Something between the dialer and the vendor: every second call is answered after word of its end came, and wrongly. */
async function wrongAnswers({ mock, way }: ToldCampaign, status: number): Promise<string> {
	let creates = 0;
	const server = createServer(async (request, response) => {
		const { method = 'GET', url = '/' } = request;
		const body = await text(request);
		const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' };
		const answer = await fetch(`${mock.url}${url}`, { method, headers, ...(method === 'POST' ? { body } : {}) });
		const given = await answer.text();
		const isWrong = answer.status === 201 && creates++ % 2 === 0;
		if (isWrong) await toldOf(JSON.parse(given).call_id ?? JSON.parse(given).id, way);
		response.writeHead(isWrong ? status : answer.status).end(isWrong ? '{"message":"Too Many Requests"}' : given);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Until the word has been taken. */
async function toldOf(call: string, way: ToldCampaign['way']): Promise<void> {
	const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	while (!way.passed.some(({ body }) => body.includes(call))) await pause(LOOK_EVERY_MS);
	await pause(LOOK_EVERY_MS * 10);
}

test.each([
	['retell', 429],
	['retell', 400],
	['retell', 500],
	['vapi', 429],
])('%s: a call that was told of was placed, though %i is answered afterwards', async (vendor, status) => {
	const campaign = await toldCampaign(vendor, ROWS);
	const { setup, mock } = campaign;
	const baseUrl = await wrongAnswers(campaign, status);
	const report = await runCampaign({ ...setup, options: { ...setup.options, baseUrl } });
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS, failed: 0, pending: 0, in_doubt: 0 });
	expect(mock.truth()).toMatchObject({ calls: ROWS, duplicates: [] });
	const reconciled = readResults(setup.options.results).filter((row) => row.call_reconciled === 'provider');
	expect(reconciled).toHaveLength(ROWS / 2);
});
