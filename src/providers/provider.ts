import type { Batches } from './batches.js';
import type { HttpRequest, HttpResponse } from './http.js';
import type { TokenSource } from './token-source.js';
import type { Webhooks } from './webhook.js';

/** One attempt as an adapter needs to know it. */
export interface AttemptSpec {
	/** Unique over all campaigns; it travels with the call wherever the provider stores such a thing. */
	readonly attempt: string;
	readonly campaign: string;
	/** The contact's key. */
	readonly contact: string;
	/** E.164. */
	readonly to: string;
	/** Whom the call comes from: a number (E.164), the provider's id of one, or '' where the provider chooses. */
	readonly from: string;
	readonly variables: Readonly<Record<string, string>>;
}

/**
 * What a limit was that the provider refused for: live calls (slots), starts in a time (rate), an allowance of hours or
 * days (quota), the provider's own overload (busy), or it did not say.
 */
type RefusalKind = 'slots' | 'rate' | 'quota' | 'busy' | 'unknown';

export interface Refusal {
	readonly kind: RefusalKind;
	/** How long the provider asks to wait, ms. */
	readonly retryAfterMs?: number;
	/** The provider's words. */
	readonly message: string;
}

/** What the answer to a create request means. */
export type CreateReply =
	/** The provider has the call. */
	| { readonly kind: 'accepted'; readonly call: string }
	/** Said no before anything rang: free to try again. */
	| { readonly kind: 'refused'; readonly refusal: Refusal }
	/** Said no for a reason that trying again does not mend: this contact's, the configuration's or the account's. */
	| {
			readonly kind: 'rejected';
			readonly blame: 'contact' | 'config' | 'account';
			readonly code: string;
			readonly message: string;
	  }
	/** May or may not have been placed. */
	| { readonly kind: 'in_doubt'; readonly why: string };

export type Outcome =
	| 'answered'
	| 'voicemail'
	| 'no_answer'
	| 'busy'
	| 'declined'
	| 'invalid_number'
	| 'unreachable'
	| 'canceled'
	| 'error'
	| 'unknown';

/** How a call ended. */
export interface CallEnd {
	readonly outcome: Outcome;
	/** The provider's own word for it. */
	readonly reason: string;
	/** When the phone was picked up, epoch ms; absent when nobody was reached. */
	readonly startedAt?: number;
	/** Epoch ms. */
	readonly endedAt?: number;
	readonly durationMs?: number;
	/** The call's own id, where it was followed under another name. */
	readonly call?: string;
	/** In the provider's currency units (dollars, not cents). */
	readonly cost?: number;
	/** The call was taken and then not dialed for a limit: nothing rang, it may be tried again. */
	readonly refusal?: Refusal;
	/** Nothing rang, for a reason that may be this destination's or the configuration's; in the words for people. */
	readonly config?: string;
	/**
	 * The call shows that the account cannot place calls: the run stops. `rang` is false when nothing rang. `hint`: what to do,
	 * where it is not the account that is to be looked at; `message` is a sentence of its own then.
	 */
	readonly account?: { readonly message: string; readonly rang: boolean; readonly hint?: string };
}

/** A call as the provider shows it. */
export interface CallView {
	readonly call: string;
	/** The attempt id that came with it, if the provider kept it. */
	readonly attempt: string | undefined;
	/** Undefined while the call is not over, and where the provider does not tell how it ended. */
	readonly end: CallEnd | undefined;
	/** It waits in the provider's queue, or ended there: nothing has rung. Absent when that is not certain. */
	readonly undialed?: true;
	/** `talking`: somebody was reached. `gone`: the call is over, and here nothing more is told of it. */
	readonly state?: 'talking' | 'gone';
}

/** An attempt whose answer was lost, as it is looked for. */
export interface LostAttempt {
	readonly attempt: string;
	/** E.164. */
	readonly to: string;
	/** As in `AttemptSpec`. */
	readonly from: string;
	/** Just before the request left, epoch ms, by this machine's clock. */
	readonly intendedAt: number;
	/** The name of the upload that it was to go with; absent where it went alone. */
	readonly batch?: string;
}

/** What one answer of the provider says of a lost attempt. */
export type Found =
	| { readonly kind: 'placed'; readonly call: string }
	/** Not among what the provider shows; it may not show it yet. */
	| { readonly kind: 'absent' }
	/** This answer does not tell yet: what to ask next, and how to read it where that is not `readFound`'s to know. */
	| {
			readonly kind: 'more';
			readonly request: HttpRequest;
			readonly read?: (response: HttpResponse) => Found | undefined;
	  }
	/** Asking again will not tell either: a person has to look. */
	| { readonly kind: 'cannot_tell'; readonly why: string };

/** A call that is to be followed to its end. */
export interface FollowedCall {
	/** The provider's id. */
	readonly call: string;
	/** E.164. */
	readonly to: string;
	/** As in `AttemptSpec`. */
	readonly from: string;
	/** Just before it was asked for, epoch ms, by this machine's clock. */
	readonly since: number;
}

/** Calls as a list shows them. */
export interface CallPage {
	readonly views: readonly CallView[];
	/** How to ask for those that this page has no room for. */
	readonly next?: HttpRequest;
}

/** What a vendor allows of requests that are limited together, in a window that slides. */
export interface ReadLimit {
	/** As `ObservedRate.policy` names it. */
	readonly group: string;
	/** Documented; what answers tell of the group goes before it. */
	readonly limit: number;
	readonly windowMs: number;
	/** The part of the limit that reads may use. */
	readonly share: number;
	/** Starts of calls are counted in the same group: a wait that is asked for holds for both. */
	readonly withStarts: boolean;
}

/** Something that a campaign needs at the provider, and how to see whether it is there. */
export interface Inspection {
	/** "caller number +14155550123" */
	readonly what: string;
	readonly request: HttpRequest;
	read(response: HttpResponse): Inspected;
}

/** What one answer says of something that a campaign needs; texts are one clause. */
export type Inspected =
	/** It is there. `text`: what else is to be known of it. */
	| { readonly kind: 'good'; readonly text?: string }
	/** What is wrong with it. */
	| { readonly kind: 'bad'; readonly text: string }
	/** Why it cannot be told. */
	| { readonly kind: 'unknown'; readonly text: string }
	/** The vendor does not answer like this. `text`: the answer in one line. */
	| { readonly kind: 'foreign'; readonly text: string }
	/** This answer does not tell yet: what to ask next, and how to read that. */
	| ({ readonly kind: 'more' } & Omit<Inspection, 'what'>);

/** The account's limit of live calls, as the provider tells it. */
export interface Concurrency {
	/** Live calls that this program may have at once, were it alone. */
	readonly limit: number;
	/** Live calls of the account just now, ours among them. */
	readonly live: number;
}

/** What one response tells of limits; times relative to its arrival. */
export interface ObservedLimits {
	/** Every rate policy that it tells of. */
	readonly rates?: readonly ObservedRate[];
	/** ms that the provider asks to wait. */
	readonly retryAfterMs?: number;
	/** Live calls. */
	readonly slots?: {
		/** Allowed, those of others included. */
		readonly limit?: number;
		/** That may still be started; -1 when the start that is answered here was one too many. */
		readonly remaining?: number;
	};
}

export interface ObservedRate {
	/** Tells one policy of a provider from another; empty where there is only one. */
	readonly policy: string;
	/** Starts allowed in the window. */
	readonly limit?: number;
	/** Starts left in the window. */
	readonly remaining?: number;
	/** ms until the window opens again. */
	readonly resetMs?: number;
	/** Length of the window, ms. */
	readonly windowMs?: number;
}

export interface ProviderDefaults {
	/** Call starts per second that the vendor documents. */
	readonly pacePerSecond: number;
	/** Where that figure comes from, for people. */
	readonly paceSource: string;
	/** Call starts per second of one caller number that the vendor or its carriers allow; absent: no such limit. */
	readonly perCallerPerSecond?: number;
	/** Live calls that the account may have at most; absent: found out. */
	readonly maxSlots?: number;
	/** Longest wait for an answer to a create request, ms. Too short a wait makes calls doubtful that were placed. */
	readonly timeoutMs: number;
	/** How long a call may be missing from the provider's lists before it counts as not placed, ms. */
	readonly settlingMs: number;
	/** Most calls that one list request asks for. */
	readonly listSize: number;
	/** A call that is still not over after this time is not followed any longer, ms. */
	readonly longestCallMs: number;
}

/**
 * One voice provider's API. Adapters are pure: they build requests and read replies, and neither send nor wait nor
 * remember; `http.ts` alone sends. Every read function is total: whatever the body holds, it answers.
 */
export interface Provider {
	readonly name: string;
	/** What identifies the account; a secret, only ever written down as a keyed hash. */
	readonly accountSecret: string;
	/** What must not be shown, where that is something else. */
	readonly secrets?: readonly string[];
	/** Absent where each request bears the credentials themselves. */
	readonly token?: TokenSource;
	readonly defaults: ProviderDefaults;
	/** Columns of the contacts file that its requests are filled from; absent: any that there are. */
	readonly columns?: readonly string[];
	/** The request that places one call. It is sent at most once. */
	createCall(attempt: AttemptSpec): HttpRequest;
	readCreate(response: HttpResponse): CreateReply;
	/** Asks for many calls at once; a list may show others as well. */
	listCalls(calls: readonly FollowedCall[]): HttpRequest;
	/** Asks for the call that a lost attempt made, if it made one; absent where the API has no such question. */
	findAttempt?(lost: LostAttempt): HttpRequest;
	/** Undefined when the answer is not usable. */
	readFound?(response: HttpResponse, lost: LostAttempt): Found | undefined;
	/** Reads the answer to `listCalls`, for these calls; undefined when it is not usable. */
	readCalls(response: HttpResponse, asked?: readonly FollowedCall[]): CallPage | undefined;
	/** Asks how calls ended that are gone from where calls are followed; absent where the API has no such question. */
	findEnds?(calls: readonly FollowedCall[]): HttpRequest;
	/** Those of `calls` whose end is told; undefined when the answer is not usable. */
	readEnds?(response: HttpResponse, calls: readonly FollowedCall[]): readonly CallView[] | undefined;
	/** Asks for one call. */
	getCall(call: string): HttpRequest;
	/** Reads one call; 'absent' when the provider says that there is none, undefined when the answer is not usable. */
	readCall(response: HttpResponse): CallView | 'absent' | undefined;
	/**
	 * Calls off a call that waits in the provider's queue; is answered as `getCall` is. Absent where calls are not queued or
	 * cannot be called off.
	 */
	cancelCall?(call: string): HttpRequest;
	/** Asks for the account's limit of live calls; absent where the API has no such question. */
	concurrency?(): HttpRequest;
	/** The answer to each call that is taken tells the account's limit of live calls. */
	readonly tellsSlotsWithCalls?: true;
	/** Undefined when the answer does not tell. */
	readConcurrency?(response: HttpResponse): Concurrency | undefined;
	/** How to see whether the agent and these callers are there; absent where the API has no such questions. */
	inspections?(callers: readonly string[]): readonly Inspection[];
	/** The limit that a read is under; undefined for none that is known. Absent: all requests are limited together. */
	readLimit?(request: HttpRequest): ReadLimit | undefined;
	/** What a response's headers tell of limits. */
	rateLimits(response: HttpResponse): ObservedLimits;
	/** Whether this error is written in the vendor's form; one that is not may be another server's. */
	isOwnError(response: HttpResponse): boolean;
	/** Why this answer to any request means that the credentials or the account are refused; undefined when it does not. */
	readRefusedAccount(response: HttpResponse): string | undefined;
	/** Absent where calls cannot be uploaded together. */
	readonly batches?: Batches;
	/** What the provider tells by itself; absent where it tells nothing that can be verified. */
	readonly webhooks?: Webhooks;
}
