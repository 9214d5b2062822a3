/**
 * Queue packages as their documents show them, set by hand to the limits that a provider documents. They read Node's own
 * timers and clocks, so this module is only loaded, and they with it, where those are virtual (virtual-globals.ts).
 * Refused calls are tried again by p-retry as it comes (ten times, after 1, 2, 4 ... s), inside of the job.
 */
import Bottleneck from 'bottleneck';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import pThrottle from 'p-throttle';
import type { Documented } from '../documented.js';
import type { Desk } from './desk.js';
import type { Tool } from './run-jobs.js';

const withRetries = (desk: Desk, to: string) => pRetry(() => desk.place(to));

/** So many calls at once; a job keeps its place while p-retry sleeps. */
function pLimitAndRetry({ slots }: Documented): Tool {
	return (desk) => {
		const limit = pLimit(slots);
		return (to) => limit(async () => desk.over(await withRetries(desk, to)));
	};
}

/** So many calls at once, and so many jobs begun in any window. */
function pQueueStrict({ slots, rate, hasSlots, hasRate }: Documented): Tool {
	return (desk) => {
		const queue = new PQueue({
			...(hasSlots ? { concurrency: slots } : {}),
			...(hasRate ? { intervalCap: rate.calls, interval: rate.per, strict: true } : {}),
		});
		return (to) => queue.add(async () => desk.over(await withRetries(desk, to)));
	};
}

/** So many requests in any window, retries among them; it knows no calls in flight. */
function pThrottleStrict({ rate }: Documented): Tool {
	return (desk) => {
		const place = pThrottle({ limit: rate.calls, interval: rate.per, strict: true })((to: string) => desk.place(to));
		return async (to) => desk.over(await pRetry(() => place(to)));
	};
}

/** So many calls at once, and starts evenly spaced. */
function bottleneckSpaced({ slots, rate, hasSlots, hasRate }: Documented): Tool {
	return bottleneck({
		maxConcurrent: hasSlots ? slots : null,
		minTime: hasRate ? Math.ceil(rate.per / rate.calls) : 0,
	});
}

/** So many calls at once, and a reservoir of starts that is filled up once in each window. */
function bottleneckReservoir({ slots, rate, hasSlots, hasRate }: Documented): Tool {
	return bottleneck({
		maxConcurrent: hasSlots ? slots : null,
		...(hasRate
			? { reservoir: rate.calls, reservoirRefreshAmount: rate.calls, reservoirRefreshInterval: rate.per }
			: {}),
	});
}

function bottleneck(settings: Bottleneck.ConstructorOptions): Tool {
	return (desk) => {
		const limiter = new Bottleneck(settings);
		return (to) => limiter.schedule(async () => desk.over(await withRetries(desk, to)));
	};
}

/** The packages by name, each made from what its user believes the limits to be. */
export const PACKAGES: Readonly<Record<string, (documented: Documented) => Tool>> = {
	'bottleneck, spaced': bottleneckSpaced,
	'bottleneck, reservoir': bottleneckReservoir,
	'p-queue, strict': pQueueStrict,
	'p-throttle, strict': pThrottleStrict,
	'p-limit + p-retry': pLimitAndRetry,
};
