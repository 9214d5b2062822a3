import type { CampaignEvent, EventSink } from '../../../src/progress/events.js';
import type { TextStream } from '../../../src/progress/progress-display.js';

/** 09:00 UTC, where a VirtualClock starts. */
export const NINE = Date.UTC(2026, 0, 5, 9);

type Samples = { readonly [Type in CampaignEvent['type']]: Extract<CampaignEvent, { type: Type }> };

/** One of every type: the compiler asks for a sample of each that is added. */
export const SAMPLES: Samples = {
	campaign_started: {
		type: 'campaign_started',
		at: NINE,
		campaign: 'c0ffee01',
		provider: 'retell',
		dryRun: false,
		rows: 40_500,
		settled: 12_000,
		todo: 28_000,
		skipped: 500,
		adopted: 2,
		slots: 20,
		pacePerSecond: 1,
	},
	contact_skipped: { type: 'contact_skipped', at: NINE, line: 12, status: 'invalid', reason: 'no phone number' },
	attempt_started: { type: 'attempt_started', at: NINE, attempt: 'c0ffee01.1', contact: 'ann', live: 3, slots: 20 },
	call_accepted: {
		type: 'call_accepted',
		at: NINE,
		attempt: 'c0ffee01.1',
		contact: 'ann',
		call: 'call_1',
		latencyMs: 120,
		reconciled: false,
	},
	call_refused: {
		type: 'call_refused',
		at: NINE,
		attempt: 'c0ffee01.1',
		contact: 'ann',
		kind: 'rate',
		message: 'too many requests',
	},
	call_ended: {
		type: 'call_ended',
		at: NINE,
		attempt: 'c0ffee01.1',
		contact: 'ann',
		call: 'call_1',
		outcome: 'no_answer',
		durationMs: 32_000,
	},
	attempt_failed: {
		type: 'attempt_failed',
		at: NINE,
		attempt: 'c0ffee01.1',
		contact: 'ann',
		blame: 'config',
		message: 'no such agent',
	},
	attempt_in_doubt: {
		type: 'attempt_in_doubt',
		at: NINE,
		attempt: 'c0ffee01.1',
		contact: 'ann',
		why: 'no answer within 30 s',
	},
	attempt_not_placed: {
		type: 'attempt_not_placed',
		at: NINE,
		attempt: 'c0ffee01.1',
		contact: 'ann',
		why: 'the provider shows no such call',
	},
	contact_settled: { type: 'contact_settled', at: NINE, contact: 'ann', status: 'completed', outcome: 'answered' },
	limit_changed: { type: 'limit_changed', at: NINE, what: 'slots', from: 20, to: 10, why: 'refused at 10 live calls' },
	waiting: { type: 'waiting', at: NINE, code: 'refused', why: 'the provider refused 3 times', until: NINE + 8_000 },
	failed_over: {
		type: 'failed_over',
		at: NINE,
		provider: 'twilio',
		why: 'the account is refused',
		live: 4,
		slots: 9,
		pacePerSecond: 1,
	},
	notice: { type: 'notice', at: NINE, text: 'the folder cannot be written to' },
	stopping: { type: 'stopping', at: NINE, why: 'interrupted', live: 4 },
	campaign_ended: { type: 'campaign_ended', at: NINE, why: 'all contacts are settled', left: 0 },
};

/** A sample with other values, `afterMs` after nine o'clock. */
export function sample<Type extends CampaignEvent['type']>(
	type: Type,
	afterMs = 0,
	values: Partial<Omit<Samples[Type], 'type' | 'at'>> = {},
): Samples[Type] {
	return { ...SAMPLES[type], at: NINE + afterMs, ...values };
}

/** `count` calls that were started, taken and answered, one every `everyMs` from `fromMs` on, never two at once. */
export function answeredCalls(sink: EventSink, count: number, everyMs: number, fromMs = 0): void {
	for (let index = 0; index < count; index++) {
		const at = fromMs + index * everyMs;
		const contact = `contact ${index}`;
		sink(sample('attempt_started', at, { contact, live: 1 }));
		sink(sample('call_accepted', at, { contact }));
		sink(sample('call_ended', at, { contact, outcome: 'answered' }));
		sink(sample('contact_settled', at, { contact }));
	}
}

/** A stream that keeps what is written. */
export class Recorder implements TextStream {
	readonly isTTY: boolean;
	readonly columns: number;
	text = '';

	constructor(isTTY = false, columns = 80) {
		this.isTTY = isTTY;
		this.columns = columns;
	}

	write(text: string): boolean {
		this.text += text;
		return true;
	}

	get lines(): string[] {
		return this.text.split('\n').slice(0, -1);
	}
}
