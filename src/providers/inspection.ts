import { field, parse } from './answers.js';
import type { HttpResponse } from './http.js';
import type { Inspected } from './provider.js';

/** What an answer says of a resource that it does not show. `text`: the answer in one line, without secrets. */
export function notShown({ status }: HttpResponse, text: string): Inspected {
	if (status < 400) return { kind: 'foreign', text };
	// Not the resource is to blame, but the moment.
	return { kind: status === 408 || status === 429 || status >= 500 ? 'unknown' : 'bad', text };
}

/** What an answer says of a resource: that it is there when it is shown with this field of text. */
export function shownBy(response: HttpResponse, name: string, text: string): Inspected {
	const isShown = response.status === 200 && typeof field(parse(response), name) === 'string';
	return isShown ? { kind: 'good' } : notShown(response, text);
}
