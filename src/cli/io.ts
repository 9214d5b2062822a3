import type { ReadStream, WriteStream } from 'node:tty';
import { Chalk, type ChalkInstance, type ColorSupportLevel } from 'chalk';
import { secretsIn } from '../config/credentials.js';
import { Discretion } from './discretion.js';

/** What the commands take from the process: streams, environment, nothing else. */
export interface Io {
	readonly stdin: ReadStream;
	readonly stdout: WriteStream;
	readonly stderr: WriteStream;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Colours as each stream can show them. */
	readonly out: ChalkInstance;
	readonly err: ChalkInstance;
	/** What is printed of texts from elsewhere goes through it. */
	readonly discretion: Discretion;
}

/** `color`: false when --no-color was given, undefined when the environment and the stream decide. */
export function makeIo(process: NodeJS.Process, color: boolean | undefined): Io {
	const { stdin, stdout, stderr, env } = process;
	const discretion = new Discretion();
	discretion.keep(secretsIn(env));
	return {
		stdin,
		stdout,
		stderr,
		environment: env,
		out: new Chalk({ level: colorLevel(stdout, env, color) }),
		err: new Chalk({ level: colorLevel(stderr, env, color) }),
		discretion,
	};
}

/** --no-color, then FORCE_COLOR, then a non-empty NO_COLOR (no-color.org), then TERM=dumb, then whether it is a terminal. */
function colorLevel(stream: WriteStream, env: NodeJS.ProcessEnv, color: boolean | undefined): ColorSupportLevel {
	if (color === false) return 0;
	if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR === '0' || env.FORCE_COLOR === 'false' ? 0 : 1;
	if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 0;
	if (env.TERM === 'dumb') return 0;
	return stream.isTTY ? 1 : 0;
}
