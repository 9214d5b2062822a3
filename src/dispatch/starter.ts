import type { Governor } from '../governor/governor.js';
import type { HttpClient, HttpRequest, HttpResponse } from '../providers/http.js';
import type { AttemptSpec, CreateReply, ObservedLimits, Provider } from '../providers/provider.js';
import type { Clock } from '../runtime/clock.js';

/** What a create request came to, as far as it can be told from its own exchange; `batch`: the upload that it was. */
export type Sent = { readonly batch?: string } & (
	| { readonly reply: CreateReply; readonly latencyMs: number }
	/** Not one byte of it left. */
	| { readonly unsent: string }
	/** It was not to be sent any more. */
	| { readonly held: string }
);

/** What is to be done on the way. */
export interface StartSteps {
	/** Writes the intent down, with the name of the upload that the attempt goes with. Nothing is sent before it resolves. */
	write(batch: string | undefined): Promise<void>;
	/** The request leaves now. */
	leaving(): void;
}

/** Sends the requests for calls: one for each attempt, or one for many. */
export interface Starter {
	/** Rejects only when `write` does. */
	start(spec: AttemptSpec, steps: StartSteps): Promise<Sent>;
	/** For now no more attempts are started: nothing is to wait for company. */
	pause(): void;
}

export interface StarterContext {
	readonly provider: Provider;
	readonly http: HttpClient;
	readonly governor: Governor;
	readonly clock: Clock;
	readonly timeoutMs: number;
	/** Why nothing may be sent just now, although the intent is written down; undefined when it may. */
	readonly holdBack: () => string | undefined;
	/** What the answer to a start told of limits. */
	readonly startAnswered: (limits: ObservedLimits) => void;
}

/** One request for each attempt. */
export class SingleStarter implements Starter {
	readonly #context: StarterContext;

	constructor(context: StarterContext) {
		this.#context = context;
	}

	async start(spec: AttemptSpec, { write, leaving }: StartSteps): Promise<Sent> {
		const { provider, holdBack } = this.#context;
		await write(undefined);
		const held = holdBack();
		if (held !== undefined) return { held };
		leaving();
		return exchange(this.#context, provider.createCall(spec), (response) => provider.readCreate(response));
	}

	pause(): void {}
}

/** Sends a create request, once, and tells the governor what the answer told of limits. */
export async function exchange(
	{ provider, http, governor, clock, timeoutMs, startAnswered }: StarterContext,
	request: HttpRequest,
	read: (response: HttpResponse) => CreateReply,
): Promise<Sent> {
	const result = await http.send(request, timeoutMs);
	if (!result.ok) {
		const { sent, why } = result.failure;
		return sent ? { reply: { kind: 'in_doubt', why }, latencyMs: timeoutMs } : { unsent: why };
	}
	const limits = provider.rateLimits(result.response);
	governor.observe(limits, clock.monotonic());
	startAnswered(limits);
	return { reply: read(result.response), latencyMs: result.response.latencyMs };
}
