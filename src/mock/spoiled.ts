import type { Verdict } from './answer.js';
import type { FaultEffect } from './faults.js';
import type { Reply, Wire } from './wire/wire.js';

const GARBAGE = '<html><body>Bad gateway</body></html>';
/** How long a client refused at random is told to wait: there is no limit to derive it from. */
const RANDOM_REFUSAL_MS = 1_000;

/** What becomes of a reply that a fault strikes. */
export function spoiled(wire: Wire, effect: FaultEffect, reply: Reply): Verdict {
	switch (effect) {
		case 'reset':
		case 'silence':
			return { act: effect };
		case 'refuse':
			return { act: 'reply', reply: wire.refused(undefined), refusedForMs: RANDOM_REFUSAL_MS };
		case 'error':
			return { act: 'reply', reply: wire.problem('server-error') };
		case 'unavailable':
			return { act: 'reply', reply: wire.problem('unavailable') };
		case 'truncate':
			return { act: 'truncate', reply };
		case 'garbage':
			return { act: 'reply', reply: { status: reply.status, body: GARBAGE } };
	}
}
