import { changeTexts } from '../runtime/change-texts.js';
import type { Provider } from './provider.js';

/** Fields with words of ours, and requests, which bear the key. */
const OURS = ['kind', 'blame', 'outcome', 'state', 'next', 'request'];

/**
 * The same provider, but nothing that it reads out of an answer holds a secret: neither messages, which end up in the
 * checkpoint and the results, nor ids. A call whose id held the key cannot be followed by what is left of that id, and
 * ends as one of unknown outcome.
 */
export function discreet(provider: Provider, hide: (text: string) => string): Provider {
	const { readFound, readEnds, webhooks, batches } = provider;
	return {
		...provider,
		readCreate: (response) => changeTexts(provider.readCreate(response), hide, OURS),
		readCalls: (response, asked) => changeTexts(provider.readCalls(response, asked), hide, OURS),
		...(readEnds === undefined
			? {}
			: { readEnds: (response, calls) => changeTexts(readEnds(response, calls), hide, OURS) }),
		readCall: (response) => changeTexts(provider.readCall(response), hide, OURS),
		...(readFound === undefined
			? {}
			: { readFound: (response, lost) => changeTexts(readFound(response, lost), hide, OURS) }),
		...(batches === undefined
			? {}
			: {
					batches: {
						...batches,
						readCreate: (response) => changeTexts(batches.readCreate(response), hide, OURS),
						readCalls: (response, batch) => changeTexts(batches.readCalls(response, batch), hide, OURS),
						readFound: (response, wanted) => changeTexts(batches.readFound(response, wanted), hide, OURS),
					},
				}),
		...(webhooks === undefined
			? {}
			: { webhooks: { ...webhooks, read: (delivery) => changeTexts(webhooks.read(delivery), hide, OURS) } }),
		rateLimits: (response) => changeTexts(provider.rateLimits(response), hide),
		readRefusedAccount: (response) => changeTexts(provider.readRefusedAccount(response), hide),
	};
}
