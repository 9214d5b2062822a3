import type { DialerError } from '../runtime/errors.js';

/** Why a run ends before the campaign does. */
export interface Stop {
	readonly cause: 'signal' | 'limit' | 'quota' | 'duration' | 'contacts' | 'error';
	/** One clause for people. */
	readonly why: string;
	readonly error?: DialerError;
}
