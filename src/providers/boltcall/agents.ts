import { countAt, field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { notShown } from '../inspection.js';
import type { Inspected, Inspection } from '../provider.js';

/** The API's largest page. */
const PAGE = 100;

/** Whether the agent is there. There is no question for one agent, so they are read page by page. */
export function agentInspection(
	agent: string,
	get: (path: string) => HttpRequest,
	describe: (response: HttpResponse) => string,
): Inspection {
	const ask = (page: number) => get(`/v1/agents?page=${page}&limit=${PAGE}`);
	const readPage =
		(page: number) =>
		(response: HttpResponse): Inspected => {
			const body = parse(response);
			const listed = field(body, 'data');
			if (response.status !== 200 || !Array.isArray(listed)) return notShown(response, describe(response));
			const found = listed.find((one) => field(one, 'id') === agent);
			if (found !== undefined) return readStatus(field(found, 'status'));
			const hasMore = listed.length > 0 && page * PAGE < (countAt(field(body, 'meta'), 'total') ?? 0);
			if (!hasMore) return { kind: 'bad', text: 'is no agent of this workspace' };
			return { kind: 'more', request: ask(page + 1), read: readPage(page + 1) };
		};
	return { what: `agent ${agent}`, request: ask(1), read: readPage(1) };
}

/** That a paused agent answers no calls is documented; whether it places some is not. */
function readStatus(status: unknown): Inspected {
	return status === 'paused' ? { kind: 'unknown', text: 'is there, but paused' } : { kind: 'good' };
}
