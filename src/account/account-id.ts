import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError, messageOf, systemCode } from '../runtime/errors.js';
import { createFile } from '../runtime/files.js';

/** What makes two campaigns meet the same limits. */
export interface AccountIdentity {
	/** The provider's name. */
	readonly provider: string;
	/** Where its API is. */
	readonly baseUrl: string;
	/** What is limited: one account may have other limits for other requests. */
	readonly operation: string;
	/** Tells accounts of one provider apart; never written down. */
	readonly secret: string;
}

const KEY_BYTES = 32;

/** Names an account without telling anything of its secret: HMAC-SHA-256 under the machine's key, cut to 128 bits, in hex. */
export function accountId(key: Buffer, { provider, baseUrl, operation, secret }: AccountIdentity): string {
	const identity = JSON.stringify([provider, baseUrl.replace(/\/+$/, ''), operation, secret]);
	return createHmac('sha256', key).update(identity).digest('hex').slice(0, 32);
}

/**
 * The key of this machine and user, random and made at the first use; several processes that start at once get the same.
 * @throws DiskError when it can be neither read nor made.
 */
export function machineKey(stateFolder: string): Buffer {
	const path = join(stateFolder, 'key');
	const kept = readKey(path);
	if (kept !== undefined) return kept;
	createFile(path, `${randomBytes(KEY_BYTES).toString('hex')}\n`, randomBytes(8).toString('hex'));
	const made = readKey(path);
	if (made === undefined) throw new DiskError(`The key ${path} was removed just after it was made.`);
	return made;
}

function readKey(path: string): Buffer | undefined {
	let key: Buffer;
	try {
		key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw new DiskError(`Cannot read the key ${path}: ${messageOf(error)}.`, { cause: error });
	}
	if (key.length === KEY_BYTES) return key;
	throw new DiskError(`The key ${path} is damaged.`, {
		hint: 'Delete it; what was learned of accounts is then forgotten.',
	});
}
