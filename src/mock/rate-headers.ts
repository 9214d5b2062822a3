import type { Standing } from './limits.js';
import { toldWait } from './retry-after.js';
import type { HeaderDialect } from './scenario-schema.js';

/** What the headers of a reply tell the client about its limits. */
interface RateHeaders {
	readonly headers: Readonly<Record<string, string>>;
	/** Epoch ms before which a client that obeys `Retry-After` sends nothing more. */
	readonly holdUntil?: number;
}

interface Told {
	/** Of every rate limit the request is under, the tightest first; empty when nothing is to be told of them. */
	readonly standings: readonly Standing[];
	/** How long a refused client has to wait; undefined when it was not refused. */
	readonly refusedForMs: number | undefined;
	/** Epoch ms at which the reply is sent. */
	readonly now: number;
	/** How far the provider's clock is ahead. */
	readonly skewMs: number;
}

/** The rate headers of one reply, in the dialects of the scenario; undefined when there are none. */
export function rateHeaders(dialects: readonly HeaderDialect[], told: Told): RateHeaders | undefined {
	const { standings, refusedForMs, now, skewMs } = told;
	const headers: Record<string, string> = {};
	let holdUntil = Number.POSITIVE_INFINITY;
	for (const dialect of dialects) {
		Object.assign(headers, limitHeaders(dialect, standings, now + skewMs));
		const wait = refusedForMs === undefined ? undefined : toldWait(dialect, refusedForMs, now, skewMs);
		if (wait === undefined) continue;
		headers[wait.header[0]] = wait.header[1];
		holdUntil = Math.min(holdUntil, wait.holdUntil);
	}
	if (holdUntil < Number.POSITIVE_INFINITY) return { headers, holdUntil };
	return Object.keys(headers).length === 0 ? undefined : { headers };
}

/** @param serverNow epoch ms by the provider's clock */
function limitHeaders(dialect: HeaderDialect, standings: readonly Standing[], serverNow: number): object | undefined {
	const [tightest] = standings;
	if (tightest === undefined) return undefined;
	switch (dialect) {
		case 'x-ratelimit':
			return xRateLimit(tightest, inSeconds(serverNow + tightest.resetMs));
		case 'x-ratelimit-ms':
			return xRateLimit(tightest, Math.ceil(serverNow + tightest.resetMs));
		case 'x-ratelimit-delta':
			return xRateLimit(tightest, inSeconds(tightest.resetMs));
		case 'x-rate-limit-window':
			return ringCentral(tightest);
		case 'ietf-ratelimit':
			return ietfLists(standings);
		case 'ietf-ratelimit-06':
			return ietfSeparate(tightest, standings);
		case 'ietf-ratelimit-07':
			return ietfDictionary(tightest, standings);
		default:
			return undefined;
	}
}

/** The common unwritten form; the reset in Unix seconds (Exotel, Boltcall), Unix milliseconds or seconds from now (Telnyx). */
function xRateLimit(standing: Standing, reset: number): object {
	return {
		'x-ratelimit-limit': String(standing.quota),
		'x-ratelimit-remaining': String(standing.remaining),
		'x-ratelimit-reset': String(reset),
	};
}

/** RingCentral's form: the length of the window in seconds, and never when it ends. */
function ringCentral(standing: Standing): object {
	return {
		'x-rate-limit-group': 'heavy',
		'x-rate-limit-limit': String(standing.quota),
		'x-rate-limit-remaining': String(standing.remaining),
		'x-rate-limit-window': String(inSeconds(standing.windowMs)),
	};
}

/** draft-ietf-httpapi-ratelimit-headers from -08 on: lists of strings with parameters; `t` in seconds from now. */
function ietfLists(standings: readonly Standing[]): object {
	const name = (place: number) => (standings.length === 1 ? '"default"' : `"per-${windowOf(standings[place])}s"`);
	return {
		'ratelimit-policy': standings
			.map((standing, place) => `${name(place)};q=${standing.quota};w=${windowOf(standing)}`)
			.join(', '),
		ratelimit: standings
			.map(({ remaining, resetMs }, place) => `${name(place)};r=${remaining};t=${inSeconds(resetMs)}`)
			.join(', '),
	};
}

/** The same draft up to -06: a field for each value, seconds from now; the policies of all limits. */
function ietfSeparate(standing: Standing, standings: readonly Standing[]): object {
	return {
		'ratelimit-limit': String(standing.quota),
		'ratelimit-remaining': String(standing.remaining),
		'ratelimit-reset': String(inSeconds(standing.resetMs)),
		'ratelimit-policy': policies(standings),
	};
}

/** The same draft's -07: one dictionary. */
function ietfDictionary({ quota, remaining, resetMs }: Standing, standings: readonly Standing[]): object {
	return {
		ratelimit: `limit=${quota}, remaining=${remaining}, reset=${inSeconds(resetMs)}`,
		'ratelimit-policy': policies(standings),
	};
}

function policies(standings: readonly Standing[]): string {
	return standings.map((standing) => `${standing.quota};w=${windowOf(standing)}`).join(', ');
}

function windowOf(standing: Standing | undefined): number {
	return inSeconds(standing?.windowMs ?? 0);
}

/** Rounded up: a client that obeys is never too early. */
function inSeconds(ms: number): number {
	return Math.ceil(ms / 1_000);
}
