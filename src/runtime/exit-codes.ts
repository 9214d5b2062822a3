/**
 * What the program's exit code means. Scripts rely on these numbers: one is never given another meaning, and a number
 * that is not listed here must be taken for a failure.
 */
export const EXIT = {
	/** Every contact is settled, none failed. */
	settled: 0,
	/** An error nobody foresaw, or a disk that would not take what had to be written. */
	unexpected: 1,
	/** Flags, configuration or contacts file unusable; nothing was dialed. */
	usage: 2,
	/** Finished, but some contacts failed or are in doubt. */
	someFailed: 3,
	/** The provider refused the credentials, the account or its configuration. */
	accountRefused: 4,
	/** The provider stayed unreachable; resumable. */
	providerDown: 5,
	/** Stopped with contacts left; resumable. */
	stoppedEarly: 7,
	/** The checkpoint is damaged, of another contacts file, or of a newer version. */
	checkpointUnusable: 10,
	/** Another run holds the campaign's lock. */
	locked: 11,
	/** Ended by SIGINT, saved. */
	interrupted: 130,
	/** Ended by SIGTERM, saved. */
	terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
