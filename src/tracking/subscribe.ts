import type { HttpClient } from '../providers/http.js';
import type { Subscription } from '../providers/webhook.js';

/** The provider tries out the address before it answers, ms. */
const TIMEOUT_MS = 30_000;

/**
 * Has the provider tell of calls. That it cannot is told in one sentence and nothing else: calls are asked for then. Never
 * rejects. @returns what ends it
 */
export async function subscribe(
	{ open, read }: Subscription,
	http: HttpClient,
	notice: (text: string) => void,
): Promise<() => Promise<void>> {
	const result = await http.send(open(), TIMEOUT_MS);
	const opened = result.ok ? read(result.response) : { refused: result.failure.why };
	if ('close' in opened) {
		return async () => {
			await http.send(opened.close, TIMEOUT_MS);
		};
	}
	notice(`The provider was asked to tell how calls end and does not (${opened.refused}); calls are asked for.`);
	return async () => undefined;
}
