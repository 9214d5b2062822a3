import { setMaxListeners } from 'node:events';
import { type AttemptContext, Attempts } from '../dispatch/attempt.js';
import { BatchStarter } from '../dispatch/batch-starter.js';
import { ConfigGuard } from '../dispatch/config-guard.js';
import { Dispatcher, type DispatcherOptions } from '../dispatch/dispatcher.js';
import { SingleStarter, type Starter, type StarterContext } from '../dispatch/starter.js';
import type { Stop } from '../dispatch/stop.js';
import type { Governor } from '../governor/governor.js';
import { accountRefused } from '../providers/account-refused.js';
import type { HttpClient } from '../providers/http.js';
import type { Provider } from '../providers/provider.js';
import type { Clock } from '../runtime/clock.js';
import type { DialerError } from '../runtime/errors.js';
import { BatchFollower } from '../tracking/batch-follower.js';
import { ConcurrencyWatch } from '../tracking/concurrency-watch.js';
import { Poller } from '../tracking/poller.js';
import { Reads } from '../tracking/reads.js';
import { Reconciler } from '../tracking/reconcile.js';
import { Settling } from '../tracking/settling.js';
import { subscribe } from '../tracking/subscribe.js';
import { Unheard } from '../tracking/unheard.js';
import { WebhookReceiver, type WebhookSource } from '../tracking/webhook-receiver.js';

/** While a ceiling is looked for, slots are allowed that the provider does not have. */
const NEARLY_ALL = 0.8;

export interface StageOptions
	extends Pick<AttemptContext, 'campaign' | 'failover' | 'until' | 'journal' | 'work' | 'emit'>,
		Pick<
			DispatcherOptions,
			| 'callers'
			| 'adopted'
			| 'attemptLimit'
			| 'startedAt'
			| 'maxDurationMs'
			| 'giveUpAfterMs'
			| 'liveElsewhere'
			| 'moreMayCome'
			| 'stopping'
		> {
	readonly provider: Provider;
	readonly http: HttpClient;
	readonly governor: Governor;
	readonly clock: Clock;
	/** Longest wait for the answer to a create request, ms. */
	readonly timeoutMs: number;
	/** Whether calls are uploaded together, as many as the governor admits at once. */
	readonly inBatches?: boolean;
	/** How long a call must be missing from the provider's lists at least before it counts as not placed, ms. */
	readonly settlingMs: number;
	/** Live calls of other dialers on this machine and account. */
	readonly otherDialersLive?: () => number;
	/** The way by which the provider tells of calls by itself. */
	readonly webhooks?: WebhookSource | undefined;
	/** Learns how calls end, in place of the poller. */
	readonly follower?: (signal: AbortSignal) => AttemptContext['poller'];
}

export interface Stages {
	readonly dispatcher: Dispatcher;
	/** Runs them to the end. @returns why it ended early; undefined when nothing was left to do. */
	run(): Promise<Stop | undefined>;
}

/** Puts the stages of one run together: who asks whom, and who tells whom. */
export function wireStages(options: StageOptions): Stages {
	const { provider, http, governor, clock, settlingMs } = options;
	const abandoned = new AbortController();
	const { signal } = abandoned;
	// Every attempt in doubt listens to it; there may be as many as there are slots.
	setMaxListeners(0, signal);
	const stop = (error: DialerError) => dispatcher.stop({ cause: 'error', why: error.message, error });
	const reads = new Reads({
		provider,
		http,
		clock,
		signal,
		hooks: {
			silenceMs: () => governor.silence(clock.monotonic()),
			answered(usable, retryAfterMs) {
				governor.observeRead(usable, clock.monotonic());
				if (retryAfterMs !== undefined) governor.observe({ retryAfterMs }, clock.monotonic());
			},
			// Calls can no longer be followed with these credentials; they go on, and a later run follows them.
			accountRefused(message) {
				const error = accountRefused(provider.name, message);
				dispatcher.abandon({ cause: 'error', why: error.message, error });
			},
		},
	});
	/** The sync of an intent takes a moment, in which an answer to another call may have changed everything. */
	const holdBack = () => {
		if (dispatcher.stopped) return 'not sent: the run was stopped just before';
		return governor.silence(clock.monotonic()) > 0 ? 'not sent: the provider asked for silence just before' : undefined;
	};
	const settling = new Settling(settlingMs);
	const unheard = new Unheard((text) => options.emit({ type: 'notice', at: clock.now(), text }));
	const hears = provider.webhooks !== undefined && options.webhooks !== undefined;
	const poller = new Poller({
		reads,
		clock,
		signal,
		settling,
		missed: hears ? () => unheard.missed() : undefined,
		slotsWanted: () => {
			const { live, slots } = governor.snapshot(clock.monotonic());
			return live >= slots * NEARLY_ALL;
		},
	});
	const reconciler = new Reconciler({ reads, clock, signal, settling });
	const batches = new BatchFollower({ reads, clock, signal, settling });
	const starter = starterOf({ ...options, holdBack, startAnswered: (limits) => reads.startAnswered(limits) });
	const attempts = new Attempts({
		...options,
		starter,
		poller: options.follower?.(signal) ?? {
			follow: (call) => (batches.isOfBatch(call) ? batches : poller).follow(call),
		},
		reconciler,
		configGuards: { create: new ConfigGuard(stop, options.failover), end: new ConfigGuard(stop, options.failover) },
		answered: () => dispatcher.lookAgain(),
		refused() {
			poller.hurry();
			concurrency.refused();
		},
		stop,
	});
	const dispatcher: Dispatcher = new Dispatcher({
		...options,
		attempts,
		pausing: () => starter.pause(),
		// A person wants no more phones to ring; what waits in the provider's queue has not rung.
		stopping(stop) {
			if (stop.cause === 'signal') {
				poller.callOff();
				batches.callOff();
			}
			return options.stopping?.(stop) ?? false;
		},
		abandon: () => {
			abandoned.abort();
			void http.close();
		},
	});
	const concurrency = new ConcurrencyWatch({
		reads,
		clock,
		ownLive: () => governor.snapshot(clock.monotonic()).live + (options.otherDialersLive?.() ?? 0),
		told: (slots) => {
			governor.told(slots, clock.monotonic());
			dispatcher.lookAgain();
		},
	});
	return {
		dispatcher,
		async run() {
			const ended = new AbortController();
			const unsubscribe = await listen(options, { poller, reconciler, unheard });
			try {
				const answers = await concurrency.ask(options.adopted.length + (options.otherDialersLive?.() ?? 0));
				if (answers) void concurrency.watch(AbortSignal.any([signal, ended.signal]));
				return await dispatcher.run();
			} finally {
				ended.abort();
				if (!signal.aborted) await unsubscribe();
			}
		},
	};
}

function starterOf(context: StarterContext & Pick<StageOptions, 'inBatches'>): Starter {
	const { batches } = context.provider;
	return context.inBatches && batches !== undefined ? new BatchStarter(context, batches) : new SingleStarter(context);
}

/** Who is to know what webhooks tell. */
interface Listeners {
	readonly poller: Poller;
	readonly reconciler: Reconciler;
	readonly unheard: Unheard;
}

/** Lets those who ask about calls know what webhooks tell. @returns what ends a subscription to them */
async function listen(
	{ provider, http, webhooks: source, clock, emit }: StageOptions,
	{ poller, reconciler, unheard }: Listeners,
): Promise<() => Promise<void>> {
	const { webhooks } = provider;
	if (webhooks === undefined || source === undefined) return async () => undefined;
	const notice = (text: string) => {
		unheard.heard();
		emit({ type: 'notice', at: clock.now(), text });
	};
	const receiver = new WebhookReceiver({
		webhooks,
		url: source.url,
		clock,
		told(told) {
			if (told.attempt !== undefined) reconciler.told(told.attempt, told.call);
			poller.told(told);
			unheard.heard();
		},
		hinted(number) {
			poller.hinted(number);
			unheard.heard();
		},
		notice,
	});
	source.serve((arrival) => receiver.receive(arrival));
	const { subscription } = webhooks;
	return subscription === undefined ? async () => undefined : subscribe(subscription, http, notice);
}
