import { field, isCallId, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CallView } from '../provider.js';
import { readDialNexaEnd } from './end.js';

/** The calls of a list; undefined when it is none. */
export function readViews(value: unknown): readonly CallView[] | undefined {
	if (!Array.isArray(value)) return undefined;
	const views = value.map(readView);
	return views.every((view) => view !== undefined) ? views : undefined;
}

export function readCall(response: HttpResponse): CallView | 'absent' | undefined {
	const { status } = response;
	if (status === 404) return 'absent';
	// Said of an id that is not of the vendor's form, and of a call that is another workspace's.
	if (status === 400 && /call id/i.test(response.body)) return 'absent';
	if (status === 403 && /this call\b/i.test(response.body)) return 'absent';
	return status === 200 ? readView(parse(response)) : undefined;
}

export function readView(value: unknown): CallView | undefined {
	const call = field(value, 'id');
	if (!isCallId(call)) return undefined;
	return { call, attempt: attemptOf(value), end: readDialNexaEnd(value) };
}

function attemptOf(call: unknown): string | undefined {
	for (const holder of ['metadata', 'notes']) {
		const attempt = field(field(call, holder), 'attempt_id');
		if (typeof attempt === 'string') return attempt;
	}
	return undefined;
}
