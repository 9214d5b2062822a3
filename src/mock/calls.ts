import { type Call, type NewCall, statusOf } from './call.js';
import type { CallScript } from './call-script.js';
import { LiveCalls } from './live-calls.js';

interface MetadataIndex {
	/** Calls by the value that stands under the index's key. */
	readonly byValue: Map<string, Call[]>;
	/** How many calls, in the order of acceptance, have been entered. */
	entered: number;
}

/** Digits of a call's serial number in its id: room for 2^64 calls. */
const SERIAL_DIGITS = 16;

/**
 * All calls the mock ever accepted. Nothing moves by timers: a call's whole course is settled when it is accepted, and
 * whoever reads it says what time it is. Moments (`now`) are epoch ms.
 */
export class CallStore {
	readonly #calls: Call[] = [];
	readonly #live = new LiveCalls();
	readonly #idPrefix: string;
	readonly #listLagMs: number;
	readonly #indexes = new Map<string, MetadataIndex>();
	#livePeak = 0;

	/**
	 * @param startedAt goes into the ids, so that a mock started anew never takes an old id for one of its own
	 * @param listLagMs how long after its acceptance a call can be read
	 */
	constructor(startedAt: number, listLagMs: number) {
		this.#idPrefix = `call_${Math.floor(startedAt).toString(16).padStart(11, '0')}`;
		this.#listLagMs = listLagMs;
	}

	/** In the order of acceptance. */
	get all(): readonly Call[] {
		return this.#calls;
	}

	get livePeak(): number {
		return this.#livePeak;
	}

	/** @param dialedAt later than `now` for a call that waits in a queue first */
	accept(wanted: NewCall, script: CallScript, now: number, dialedAt = now): Call {
		const serial = this.#calls.length;
		const acceptedAt = Math.floor(now);
		const dialsAt = Math.floor(dialedAt);
		const pickUpAt = dialsAt + script.ringMs;
		const call: Call = {
			to: wanted.to,
			from: wanted.from,
			agent: wanted.agent,
			metadata: wanted.metadata,
			variables: wanted.variables,
			batch: wanted.batch,
			webhook: wanted.webhook,
			serial,
			id: this.#idPrefix + serial.toString(16).padStart(SERIAL_DIGITS, '0'),
			acceptedAt,
			dialedAt: dialsAt,
			connectedAt: script.ending === 'ended' ? pickUpAt : undefined,
			endedAt: pickUpAt + script.talkMs,
			freedAt: pickUpAt + script.talkMs + script.freedLateMs,
			reason: script.reason,
			ending: script.ending,
		};
		this.#calls.push(call);
		this.#live.settle(now);
		// One that ends as it is taken holds no slot, and the rows of a batch keep to the slots by themselves.
		if (call.freedAt > now && call.batch === undefined) this.#live.add(call);
		this.#livePeak = Math.max(this.#livePeak, this.#live.count);
		return call;
	}

	/** Calls that hold a slot. */
	liveCount(now: number): number {
		this.#live.settle(now);
		return this.#live.count;
	}

	/** Until a slot becomes free; 0 when none is taken. */
	msToNextFreed(now: number): number {
		this.#live.settle(now);
		return Math.max(0, (this.#live.nextFreed ?? now) - now);
	}

	/** Undefined when there is no such call, or when it cannot be read yet. */
	find(id: string, now: number): Call | undefined {
		if (!id.startsWith(this.#idPrefix)) return undefined;
		const call = this.#calls[Number.parseInt(id.slice(this.#idPrefix.length), 16)];
		return call?.id === id && this.isVisible(call, now) ? call : undefined;
	}

	isVisible(call: Call, now: number): boolean {
		return now >= call.acceptedAt + this.#listLagMs;
	}

	/**
	 * The calls whose metadata holds this text under this key, in the order of acceptance. The first question about a
	 * key builds an index, later ones bring it up to date: a client that never asks pays nothing.
	 */
	withMetadata(key: string, value: string): readonly Call[] {
		let index = this.#indexes.get(key);
		if (index === undefined) {
			index = { byValue: new Map(), entered: 0 };
			this.#indexes.set(key, index);
		}
		for (; index.entered < this.#calls.length; index.entered += 1) {
			const call = this.#calls[index.entered];
			const entry = metadataText(call?.metadata, key);
			if (call === undefined || entry === undefined) continue;
			const others = index.byValue.get(entry);
			if (others === undefined) index.byValue.set(entry, [call]);
			else others.push(call);
		}
		return index.byValue.get(value) ?? [];
	}

	/** Hangs up; nothing happens to a call that is over. */
	stop(call: Call, now: number): void {
		if (now >= call.endedAt) return;
		const wasConnected = statusOf(call, now) === 'ongoing';
		const freedLateMs = call.freedAt - call.endedAt;
		this.#live.remove(call);
		call.endedAt = Math.floor(now);
		call.freedAt = call.endedAt + freedLateMs;
		this.#live.add(call);
		call.reason = 'manual_stopped';
		call.ending = wasConnected ? 'ended' : 'not_connected';
		if (!wasConnected) call.connectedAt = undefined;
	}
}

/** The text under a key of a call's metadata, undefined when there is none or when it is no text. */
export function metadataText(metadata: unknown, key: string): string | undefined {
	if (typeof metadata !== 'object' || metadata === null || !Object.hasOwn(metadata, key)) return undefined;
	const value = (metadata as Record<string, unknown>)[key];
	return typeof value === 'string' ? value : undefined;
}
