import type { CallEnd, FollowedCall } from '../providers/provider.js';

/**
 * How following a call came out: it ended; the provider knows no such call or shows no end within the longest time a
 * call may take (lost); it was called off before it was dialed, and nothing rang; or the run was abandoned and nothing more is known.
 */
export type Followed =
	| { readonly kind: 'ended'; readonly end: CallEnd }
	| { readonly kind: 'lost'; readonly why: string }
	| { readonly kind: 'called_off' }
	| { readonly kind: 'abandoned' };

/** A call that is followed. */
export interface Watched extends FollowedCall {
	/** When it began to be followed, monotonic ms. */
	readonly watchedFrom: number;
	/** Its age when a list last did not show it, ms; undefined once one does. */
	missedForMs: number | undefined;
	/** Whether the provider was asked to call it off. */
	calledOff: boolean;
	/** Somebody was seen to be reached. */
	talked: boolean;
	/** When it was seen to be gone without a word of its end, monotonic ms. */
	goneAt: number | undefined;
	/** Its end was told, and the provider is asked what more it knows. */
	isAskedFor: boolean;
	readonly followed: Promise<Followed>;
	resolve(followed: Followed): void;
}

/** Begins to follow a call at `watchedFrom`, monotonic ms. */
export function watch(call: FollowedCall, watchedFrom: number): Watched {
	let resolve: (followed: Followed) => void = () => undefined;
	const followed = new Promise<Followed>((settle) => {
		resolve = settle;
	});
	return {
		...call,
		watchedFrom,
		missedForMs: undefined,
		calledOff: false,
		talked: false,
		goneAt: undefined,
		isAskedFor: false,
		followed,
		resolve,
	};
}

/** What can be said of a call that is gone when nothing tells how it ended. */
export function goneFor({ talked }: Watched): Followed {
	if (talked) return { kind: 'ended', end: { outcome: 'answered', reason: 'gone after it was answered' } };
	return { kind: 'lost', why: 'the call is over, and the provider does not tell how it ended' };
}
