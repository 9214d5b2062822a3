import type { BatchDesk } from './batch-desk.js';
import { type Call, statusOf } from './call.js';
import type { CallStore } from './calls.js';
import { owns } from './holdings.js';
import type { Scenario } from './scenario-schema.js';
import type { SubscriptionDesk } from './subscription-desk.js';
import type { AccountStanding, MockRequest, Operation, Reply, Wire } from './wire/wire.js';

/** Everything but asking for calls and tokens. */
export type LookOperation = Exclude<Operation, { kind: 'create' | 'upload' | 'token' }>;

interface LookupOptions {
	readonly scenario: Scenario;
	readonly wire: Wire;
	readonly calls: CallStore;
	readonly batches: BatchDesk | undefined;
	readonly subscriptions: SubscriptionDesk;
	/** Of the whole account. `now`: epoch ms. */
	readonly standing: (now: number) => AccountStanding;
	readonly stop: (call: Call, now: number) => void;
}

/** Answers requests that start no call: reading, hanging up, subscribing. */
export class Lookups {
	readonly #options: LookupOptions;

	constructor(options: LookupOptions) {
		this.#options = options;
	}

	/** Undefined when the API has no such thing. `now`: epoch ms. */
	answer(operation: LookOperation, request: MockRequest, now: number): Reply | undefined {
		const { scenario, wire, calls, batches, subscriptions, standing } = this.#options;
		switch (operation.kind) {
			case 'batches':
			case 'cancel':
				return batches?.answer(operation, request, now);
			case 'subscribe':
			case 'unsubscribe':
				return subscriptions.answer(operation, request, now);
			case 'list':
				return wire.listed(request, calls, now);
			case 'holdings':
				return wire.holdings?.(request, scenario);
			case 'asset': {
				const { asset, id } = operation;
				return (owns(scenario, asset, id) && wire.asset?.(asset, id)) || wire.problem('unknown-asset');
			}
			case 'get':
			case 'stop':
				return this.#call(operation, request, now);
			case 'concurrency': {
				const { live, slots } = standing(now);
				return scenario.concurrencyEndpoint ? wire.concurrency(live, slots) : undefined;
			}
		}
	}

	#call(operation: Extract<Operation, { kind: 'get' | 'stop' }>, request: MockRequest, now: number): Reply {
		const { wire, calls, stop } = this.#options;
		const call = calls.find(operation.callId, now);
		if (call === undefined) return wire.problem('unknown-call');
		if (operation.kind === 'get') return wire.shown(call, now, request);
		if (!operation.unlessAnswered || statusOf(call, now) !== 'ongoing') stop(call, now);
		return wire.stopped(call, now);
	}
}
