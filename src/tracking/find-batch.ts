import type { BatchFound, WantedBatch } from '../providers/batches.js';
import type { HttpResponse } from '../providers/http.js';
import type { Reads } from './reads.js';

/** A batch as far as the provider shows it, over as many requests as its answer takes; undefined when one was of no use. */
export async function findBatch(
	reads: Reads,
	wanted: WantedBatch,
): Promise<Exclude<BatchFound, { kind: 'more' }> | undefined> {
	const { batches } = reads.provider;
	let request = batches?.find(wanted);
	let read = (response: HttpResponse) => batches?.readFound(response, wanted);
	while (request !== undefined) {
		const found: BatchFound | undefined = await reads.search(request, read);
		if (found?.kind !== 'more') return found;
		({ request, read } = found);
	}
	return undefined;
}
