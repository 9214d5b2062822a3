import type { HttpResponse } from './http.js';
import type { Inspected } from './provider.js';

/** What the answer to a question for one resource says of it. `text`: the answer in one line, without secrets. */
export function whetherThere({ status }: HttpResponse, text: string): Inspected {
	if (status === 200) return { kind: 'good' };
	// Not the resource is to blame, but the moment.
	return { kind: status === 408 || status === 429 || status >= 500 ? 'unknown' : 'bad', text };
}
