import { field, oneLine } from '../answers.js';
import type { CallEnd, Outcome, Refusal } from '../provider.js';

/**
 * What an `endedReason` means for the contact; the first pattern that fits counts. The vendor's SDK (2.0) knows 597 reasons,
 * most of them an error of one of the parts that a talk is made of, by that part's vendor. Those of a limit, of the account
 * or of the configuration are handled before this table is asked.
 */
const OUTCOMES: readonly (readonly [RegExp, Outcome])[] = [
	[/^voicemail$/, 'voicemail'],
	[/^customer-busy$/, 'busy'],
	[/^customer-did-not-answer$|-outbound-sip-4(08|80)-/, 'no_answer'],
	[/^twilio-reported-customer-misdialed$/, 'invalid_number'],
	[/^vonage-rejected$/, 'declined'],
	[/^(twilio|vonage)-failed-to-connect-call$|-sip-outbound-call-failed-to-connect$|-outbound-sip-/, 'unreachable'],
	[/^(manually-canceled|call-deleted|scheduled-call-deleted)$/, 'canceled'],
	[/^assistant-(ended|forwarded)-call|^assistant-said-end-call-phrase$|-returned-forwarding-phone-number$/, 'answered'],
	[/^customer-ended-call|^silence-timed-out$|^exceeded-max-duration$/, 'answered'],
	[/^call\.in-progress\.(sip|twilio)-completed-call$|^vonage-(completed|disconnected)$/, 'answered'],
	// The contact had been talked to, and what failed is handing the call on.
	[/^call\.(forwarding|ending)\.|^call\.in-progress\.error-(warm-transfer|transfer-failed)/, 'answered'],
	[/error|fault|^assistant-|^phone-call-provider-|^worker-shutdown$|^call\.ringing\.|-microphone-permission$/, 'error'],
];

/** The vendor's page on ended reasons: what begins so ended a call before it connected, when its parts were fetched. */
const START_ERROR = /^call[.-]start[.-]error-/;

/** Limits that a call was not dialed for. */
const LIMITS: readonly (readonly [RegExp, Refusal['kind']])[] = [
	[/^call\.start\.error-.*concurrency-limit/, 'slots'],
	[/^call\.start\.error-.*daily-limit/, 'quota'],
];

/** The account cannot place calls: payment, or the vendor's fraud check. */
const ACCOUNT = /^call\.start\.error-(subscription-|fraud-check-failed)/;

/** Nothing rang, and what for stands after it. */
const CONFIG: readonly (readonly [RegExp, string])[] = [
	[/^call\.start\.error-vapi-number-international$/, 'a number of Vapi may not call abroad'],
	[/^call\.start\.error-vapifault-/, 'Vapi failed to start the call'],
	[START_ERROR, 'the call could not be started as it is configured'],
	[/^call\.start\.assistant-version-error/, 'the assistant has no such version'],
	[/^assistant-not-(found|valid)$/, 'the assistant is not there or not valid'],
	[/-outbound-sip-40(3|7)-/, 'the SIP provider does not let the caller number call'],
];

const TERMINAL: ReadonlySet<unknown> = new Set(['ended', 'not-found', 'deletion-failed']);

/** How the call in a Vapi call object ended; undefined while it has not. */
export function readVapiEnd(call: unknown): CallEnd | undefined {
	const status = field(call, 'status');
	if (!TERMINAL.has(status)) return undefined;
	const told = field(call, 'endedReason');
	const reason = typeof told === 'string' && told !== '' ? oneLine(told) : String(status);
	const outcome = outcomeOf(reason);
	const endedAt = momentAt(call, 'endedAt');
	const cost = field(call, 'cost');
	return {
		reason,
		outcome,
		...talkOf(call, outcome, endedAt),
		...(endedAt === undefined ? {} : { endedAt }),
		...(typeof cost === 'number' && Number.isFinite(cost) ? { cost } : {}),
		...notDialed(call, reason),
	};
}

function outcomeOf(reason: string): Outcome {
	return match(OUTCOMES, reason) ?? 'unknown';
}

/** `startedAt` is documented as the call's start: only of a call that reached somebody it is taken for the talk's. */
function talkOf(call: unknown, outcome: Outcome, endedAt: number | undefined): Partial<CallEnd> {
	const startedAt = momentAt(call, 'startedAt');
	if (startedAt === undefined || (outcome !== 'answered' && outcome !== 'voicemail')) return {};
	if (endedAt === undefined || endedAt < startedAt) return { startedAt };
	return { startedAt, durationMs: endedAt - startedAt };
}

/** Why nothing rang, where that is certain. */
function notDialed(call: unknown, reason: string): Partial<CallEnd> {
	const words = field(call, 'endedMessage');
	const message = typeof words === 'string' && words !== '' ? `${reason}: ${oneLine(words)}` : reason;
	const limit = match(LIMITS, reason);
	if (limit !== undefined) return { refusal: { kind: limit, message } };
	if (ACCOUNT.test(reason)) return { account: { message: `Vapi ended a call with ${message}`, rang: false } };
	const config = match(CONFIG, reason);
	return config === undefined ? {} : { config: `${config} (${message})` };
}

function match<T>(table: readonly (readonly [RegExp, T])[], reason: string): T | undefined {
	return table.find(([pattern]) => pattern.test(reason))?.[1];
}

/** Epoch ms of an ISO 8601 moment; undefined when there is none. */
export function momentAt(holder: unknown, name: string): number | undefined {
	const text = field(holder, name);
	const moment = typeof text === 'string' ? Date.parse(text) : Number.NaN;
	return Number.isFinite(moment) ? moment : undefined;
}
