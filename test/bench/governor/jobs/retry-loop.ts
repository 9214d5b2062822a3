import pLimit from 'p-limit';
import { sleep } from '../../../../src/runtime/clock.js';
import { NotTaken } from './desk.js';
import type { Tool } from './run-jobs.js';

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * The loop that articles on 429s recommend: so many calls at once, and each of them, when it is refused, tries again after
 * 1, 2, 4 ... 60 s with jitter (half to whole), or after as long as the provider asks. After five attempts the contact is
 * failed. A call that waits keeps its place.
 */
export function retryLoop(concurrency: number): Tool {
	return (desk) => {
		const limit = pLimit(concurrency);
		async function place(to: string): Promise<string> {
			for (let attempt = 1; ; attempt += 1) {
				try {
					return await desk.place(to);
				} catch (error) {
					if (!(error instanceof NotTaken) || attempt === ATTEMPTS) throw error;
					const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
					await sleep(desk.clock, Math.max(longest * (0.5 + desk.random() / 2), error.retryAfterMs ?? 0));
				}
			}
		}
		return (to) => limit(async () => desk.over(await place(to)));
	};
}
