import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MockServer } from '../../src/mock/server.js';
import { sleep, systemClock } from '../../src/runtime/clock.js';
import type { Random } from '../../src/runtime/random.js';
import type { Ended, Running } from '../helpers/program.js';

/** When a run is killed, counted from its own beginning. */
export type Moment =
	/** So old, ms. */
	| { readonly at: 'age'; readonly ms: number }
	/** The checkpoint has grown by so many bytes. */
	| { readonly at: 'bytes'; readonly more: number }
	/** The provider has taken so many calls; most answers are still on their way. */
	| { readonly at: 'calls'; readonly more: number }
	/** The provider was asked so often for a list, as is done for attempts in doubt. */
	| { readonly at: 'questions'; readonly more: number }
	/** So many more attempts are in doubt, and so much time has passed, ms. */
	| { readonly at: 'doubt'; readonly more: number; readonly thenMs: number }
	/** Its n-th operation on files whose path matches; see die-at.js. */
	| { readonly at: 'disk'; readonly path: string; readonly operation: number; readonly half: boolean }
	/** The same, counted from the SIGTERM that it gets when the provider has taken so many calls. */
	| { readonly at: 'end'; readonly calls: number; readonly operation: number; readonly half: boolean };

const LOOK_EVERY_MS = 1;

/** What has to be in the environment of a program that is to die by itself at this moment. */
export function environmentFor(moment: Moment, folder: string): Record<string, string> {
	if (moment.at !== 'disk' && moment.at !== 'end') return {};
	const preload = pathToFileURL(resolve('test/crash/die-at.js')).href;
	const { operation, half } = moment;
	const path = moment.at === 'disk' ? moment.path : folder;
	return {
		NODE_OPTIONS: `--import=${preload}`,
		DIE_AT: JSON.stringify({ path, operation, half, afterSignal: moment.at === 'end' }),
	};
}

/** Kills the run at the moment, if it has not ended by itself before. */
export async function killAt(moment: Moment, run: Running, mock: MockServer, checkpoint: string): Promise<Ended> {
	const reached = watch(moment, mock, checkpoint);
	let asked = false;
	const { process } = run;
	while (process.exitCode === null && process.signalCode === null) {
		if (reached()) {
			if (moment.at !== 'end') process.kill('SIGKILL');
			else if (!asked) process.kill('SIGTERM');
			asked = true;
		}
		await sleep(systemClock, LOOK_EVERY_MS);
	}
	return run.ended;
}

function watch(moment: Moment, mock: MockServer, checkpoint: string): () => boolean {
	const begunAt = systemClock.monotonic();
	const truth = mock.truth();
	switch (moment.at) {
		case 'age':
			return () => systemClock.monotonic() - begunAt >= moment.ms;
		case 'bytes': {
			const before = sizeOf(checkpoint);
			return () => sizeOf(checkpoint) >= before + moment.more;
		}
		case 'calls':
			return () => mock.truth().calls >= truth.calls + moment.more;
		case 'end':
			return () => mock.truth().calls >= truth.calls + moment.calls;
		case 'questions':
			return () => mock.truth().reads.list >= truth.reads.list + moment.more;
		case 'doubt': {
			const before = doubtsIn(checkpoint);
			let since: number | undefined;
			return () => {
				if (since === undefined && doubtsIn(checkpoint) >= before + moment.more) since = systemClock.monotonic();
				return since !== undefined && systemClock.monotonic() - since >= moment.thenMs;
			};
		}
		case 'disk':
			return () => false;
	}
}

function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function doubtsIn(checkpoint: string): number {
	return sizeOf(checkpoint) === 0 ? 0 : readFileSync(checkpoint, 'utf8').split('"type":"in_doubt"').length - 1;
}

/** Any moment of a run that works: its start-up too, and as often by bytes and calls as by time. */
export function anyMoment(random: Random, mostCalls: number): Moment {
	const kind = random();
	if (kind < 0.2) return { at: 'age', ms: 50 + random() * 1_500 };
	if (kind < 0.6) return { at: 'bytes', more: 1 + Math.floor(random() * mostCalls * BYTES_PER_CALL) };
	return { at: 'calls', more: 1 + Math.floor(random() * mostCalls) };
}

/** About what a call adds to the checkpoint. */
const BYTES_PER_CALL = 600;
