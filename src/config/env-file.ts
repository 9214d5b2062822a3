import { closeSync, openSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { messageOf, systemCode, UsageError } from '../runtime/errors.js';
import { openToOthers } from '../runtime/private-files.js';
import type { Variables } from './load.js';

/** A file of `NAME=value` lines. */
export interface EnvFile {
	readonly path: string;
	readonly variables: Variables;
	/** Its permission bits, when they let others than its owner read or change it. */
	readonly openTo?: number | undefined;
}

/**
 * @param required whether it is an error when the file is not there.
 * @throws UsageError when it cannot be read.
 */
export function readEnvFile(path: string, required: boolean): EnvFile {
	let descriptor: number | undefined;
	try {
		descriptor = openSync(path, 'r');
		const variables: Variables = parseEnv(readFileSync(descriptor, 'utf8'));
		return { path, variables, openTo: openToOthers(descriptor) };
	} catch (error) {
		if (!required && systemCode(error) === 'ENOENT') return { path, variables: {} };
		throw new UsageError(`Cannot read the environment file ${path}: ${messageOf(error)}.`, { cause: error });
	} finally {
		if (descriptor !== undefined) closeSync(descriptor);
	}
}
