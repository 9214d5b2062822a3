import { EXIT, type ExitCode } from './exit-codes.js';

interface ErrorDetails {
	/** What the person can do about it: one sentence. */
	hint?: string;
	cause?: unknown;
}

/**
 * An error a person can act on: one sentence that says what is wrong and where, a hint that says what to do, a stable
 * code for machines, and the exit code that the program ends with. Everything else that is thrown is a defect of ours.
 */
export abstract class DialerError extends Error {
	abstract readonly code: string;
	abstract readonly exitCode: ExitCode;
	readonly hint: string | undefined;

	constructor(message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = new.target.name;
		this.hint = details.hint;
	}
}

/** A wrong flag, setting, scenario or environment; nothing was dialed. */
export class UsageError extends DialerError {
	override readonly code = 'usage';
	override readonly exitCode = EXIT.usage;
}

/** The contacts file cannot be worked with as a whole (single bad rows are not errors: they become `invalid`). */
export class ContactsFileError extends DialerError {
	override readonly code = 'contacts_file';
	override readonly exitCode = EXIT.usage;
}

/** The provider refused the credentials, the account, or the same configuration several times in a row. */
export class AccountRefusedError extends DialerError {
	override readonly code = 'account_refused';
	override readonly exitCode = EXIT.accountRefused;
}

/** The provider could not be reached for longer than the run was told to wait. */
export class ProviderDownError extends DialerError {
	override readonly code = 'provider_down';
	override readonly exitCode = EXIT.providerDown;
}

/** The checkpoint is damaged, belongs to another contacts file, or was written by a newer version. */
export class CheckpointError extends DialerError {
	override readonly code = 'checkpoint';
	override readonly exitCode = EXIT.checkpointUnusable;
}

/** Another run works on the same campaign. */
export class LockedError extends DialerError {
	override readonly code = 'locked';
	override readonly exitCode = EXIT.locked;
}

/** The disk would not take what had to be written (full, read-only, gone); everything written before it is safe. */
export class DiskError extends DialerError {
	override readonly code = 'disk';
	override readonly exitCode = EXIT.unexpected;
}

/** A file in use was deleted, replaced or cut by another program: what stands at its path is not what was written. */
export class FileLostError extends DiskError {}

/** The operating system's code of a failed call (`ENOENT`, `ECONNRESET`, ...); undefined for anything else, our own errors too. */
export function systemCode(error: unknown): string | undefined {
	if (typeof error !== 'object' || error === null || error instanceof DialerError || !('code' in error))
		return undefined;
	return typeof error.code === 'string' ? error.code : undefined;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
