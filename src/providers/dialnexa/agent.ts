import { field, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import { shownBy } from '../inspection.js';
import type { Inspected } from '../provider.js';

/** What GET /v1/agents/{id} says of the agent: the number that it calls from is bound to a published version. */
export function readAgent(response: HttpResponse, text: string): Inspected {
	const versions = field(parse(response), 'versions');
	const isDraft =
		Array.isArray(versions) &&
		versions.length > 0 &&
		versions.every((version) => field(version, 'is_published') === false);
	if (response.status !== 200 || !isDraft) return shownBy(response, 'id', text);
	return { kind: 'unknown', text: 'is there, but none of its versions is published' };
}
