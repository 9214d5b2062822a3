import type { Reply } from './wire/wire.js';

/** What is to be done with the connection a request came on. */
export type Answer =
	| { readonly act: 'reset'; readonly delayMs: number }
	| { readonly act: 'silence'; readonly delayMs: number }
	| {
			readonly act: 'reply' | 'truncate';
			readonly delayMs: number;
			readonly reply: Reply;
			readonly headers: Readonly<Record<string, string>> | undefined;
			/**
			 * Epoch ms until which the client is told to send nothing. Whoever brings it the reply says `violated` when it does
			 * not obey.
			 */
			readonly holdUntil: number | undefined;
	  };

/** A decision before it is dressed with headers and delay. */
export type Verdict =
	| { readonly act: 'reset' }
	| { readonly act: 'silence' }
	| { readonly act: 'reply' | 'truncate'; readonly reply: Reply; readonly refusedForMs?: number };
