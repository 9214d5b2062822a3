import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DiskError, messageOf } from '../runtime/errors.js';

/** What tells where a user's programs keep what they want to find again. */
export interface UserPlaces {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** The user's home folder. */
	readonly home: string;
	/** As `process.platform`. */
	readonly platform: string;
}

/**
 * The folder for what the dialer keeps between campaigns: XDG_STATE_HOME if it is absolute, else ~/.local/state (XDG Base
 * Directory Specification 0.8); LOCALAPPDATA on Windows. It need not exist.
 */
export function userStateFolder({ environment, home, platform }: UserPlaces): string {
	return join(platform === 'win32' ? windowsBase(environment, home) : xdgBase(environment, home), 'dialer');
}

/** Where the account with this id has its files. */
export function accountFolder(stateFolder: string, id: string): string {
	return join(stateFolder, 'accounts', id);
}

/** Makes a folder, and those above it that are missing, for its owner alone. @throws DiskError */
export function makePrivateFolder(path: string): void {
	try {
		mkdirSync(path, { recursive: true, mode: 0o700 });
	} catch (error) {
		throw new DiskError(`Cannot make the folder ${path}: ${messageOf(error)}.`, { cause: error });
	}
}

function xdgBase(environment: UserPlaces['environment'], home: string): string {
	const given = environment.XDG_STATE_HOME ?? '';
	return isAbsolute(given) ? given : join(home, '.local', 'state');
}

function windowsBase(environment: UserPlaces['environment'], home: string): string {
	const given = environment.LOCALAPPDATA ?? '';
	return given === '' ? join(home, 'AppData', 'Local') : given;
}
