import { existsSync, renameSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ContactTable } from '../contacts/contact-table.js';
import type { ContactsFile, ContactsOptions } from '../contacts/read-csv.js';
import type { CampaignRecord } from '../journal/record.js';
import { type Replayed, replay } from '../journal/replay.js';
import { CampaignState } from '../journal/state.js';
import { plural } from '../progress/numbers.js';
import { CheckpointError, DiskError, messageOf } from '../runtime/errors.js';
import { makePrivateAt } from '../runtime/private-files.js';
import { accountFingerprint } from './account.js';
import { type Survey, surveyContacts } from './contacts-edit.js';
import { FileDifference } from './file-difference.js';
import type { CampaignOptions } from './options.js';

/** `--country GB --map phone=Telefon`, or a word for none. */
function readingText({ country, map = {} }: ContactsOptions): string {
	const flags = Object.entries(map).map(([field, column]) => `--map ${field}=${column}`);
	if (country !== undefined) flags.unshift(`--country ${country}`);
	return flags.length === 0 ? 'neither --country nor --map' : flags.join(' ');
}

/** What was found at the checkpoint's place, and what is to be done with it. */
export interface Opened {
	readonly state: CampaignState;
	/** Bytes of whole records. */
	readonly bytes: number;
	/** Bytes of a torn last line that will be cut off. */
	readonly tornBytes: number;
	/** True when the file there is to be kept under another name first. */
	readonly setAside: false | 'restart' | 'dry_run';
	/** True when the file there is of a campaign in which nothing was attempted, and is written anew. */
	readonly startsOver?: true;
	/** Where the rows stand; undefined while the campaign's file was never edited. */
	readonly survey: Survey | undefined;
}

/**
 * Reads the checkpoint and decides whether this campaign can go on from it.
 * @throws CheckpointError when it cannot, saying what differs and what to do; nothing is overwritten.
 */
export async function openCheckpoint(
	expected: CampaignOptions,
	reading: ContactsOptions,
	file: ContactsFile,
	table: ContactTable,
): Promise<Opened> {
	const fresh = { state: new CampaignState(), bytes: 0, tornBytes: 0, survey: undefined };
	if (expected.restart) return { ...fresh, setAside: 'restart' };
	refuseSecondName(expected.checkpoint);
	const found = await replay(expected.checkpoint);
	if (found?.state.campaign === undefined) {
		if (expected.mustResume) throw nothingToResume(expected.checkpoint);
		if (!expected.dryRun && isFilled(expected.results)) throw resultsWithoutCheckpoint(expected);
		return { ...fresh, setAside: false, tornBytes: found?.tornBytes ?? 0 };
	}
	// A dry run rang nobody, so a real run owes it nothing.
	if (found.state.campaign.dryRun && !expected.dryRun) {
		if (expected.mustResume) throw onlyDryRun(expected.checkpoint);
		return { ...fresh, setAside: 'dry_run' };
	}
	// Nothing was ever attempted, so nothing binds this run.
	if (found.state.attempts === 0) return { ...fresh, setAside: false, startsOver: true };
	checkSameContacts(found, expected.checkpoint, reading, file, table);
	checkSameProvider(found, expected);
	const { state } = found;
	const edited = state.edited || state.file?.sha256 !== table.sha256;
	return { ...found, setAside: false, survey: edited ? await surveyContacts(file, table, state) : undefined };
}

function checkSameProvider(found: Replayed, expected: CampaignOptions): void {
	const { campaign } = found.state;
	if (campaign === undefined) return;
	const at = `The checkpoint ${expected.checkpoint}`;
	if (!campaign.dryRun && expected.dryRun) {
		throw new CheckpointError(`${at} is of a campaign with real calls; a dry run must not write into it.`, {
			hint: 'Give the dry run files of its own: --checkpoint dry.checkpoint.ndjson --results dry.results.csv',
		});
	}
	if (campaign.provider !== expected.provider.name) {
		throw new CheckpointError(`${at} is of a campaign on ${campaign.provider}, not on ${expected.provider.name}.`, {
			hint: `Go on with --provider ${campaign.provider}, or name other files with --checkpoint and --results.`,
		});
	}
	checkSameAccounts(found.state, campaign, expected);
}

/** Attempts of unknown end can only be asked about where they were made. */
function checkSameAccounts(state: CampaignState, campaign: CampaignRecord, expected: CampaignOptions): void {
	const at = `The checkpoint ${expected.checkpoint}`;
	const open = state.open();
	for (const provider of new Set(open.map((one) => one.provider))) {
		const attempts = plural(open.filter((one) => one.provider === provider).length, 'attempt');
		const route = provider === undefined ? expected : expected.failover;
		if (provider !== undefined && route?.provider.name !== provider) {
			throw new CheckpointError(`${at} has ${attempts} of unknown end, made through ${provider}.`, {
				hint: `Go on with --failover ${provider}, so that they can be followed.`,
			});
		}
		const known = provider === undefined ? state.account : state.failovers.get(provider)?.account;
		const account = campaign.dryRun || route === undefined ? '' : accountFingerprint(route, campaign.campaign);
		if (known === account || expected.sameAccount) continue;
		const key = provider === undefined ? 'another API key' : `another API key of ${provider}`;
		throw new CheckpointError(
			`${at} has ${attempts} of unknown end, made with ${key} or another --base-url; asked here, they would look as if they had never been placed.`,
			{
				hint: 'Use the key and the address that they were made with. If the key was only renewed on the same account, add --same-account.',
			},
		);
	}
}

/** @throws CheckpointError when the contacts file is not the one that the checkpoint is of. */
export function checkSameContacts(
	found: Replayed,
	checkpoint: string,
	reading: ContactsOptions,
	file: ContactsFile,
	table: ContactTable,
): void {
	const { campaign } = found.state;
	if (campaign === undefined) return;
	const at = `The checkpoint ${checkpoint}`;
	if (!isDeepStrictEqual({ ...campaign.reading }, { ...reading })) {
		throw new CheckpointError(
			`${at} is of a campaign that reads its contacts with ${readingText(campaign.reading)}, not with ${readingText(reading)}.`,
			{ hint: 'Leave --country and --map away to go on as it began, or begin anew with --restart.' },
		);
	}
	const identity = file.columns.id === undefined ? 'phone' : 'id';
	if (campaign.identity !== identity) {
		throw new CheckpointError(
			`${at} tells contacts apart by their ${campaign.identity}, but ${file.path} ${identity === 'id' ? 'now has' : 'no longer has'} an id column.`,
			{ hint: 'Give the file the columns that it began with (see --map), or begin anew with --restart.' },
		);
	}
	if (campaign.file.sha256 === table.sha256) return;
	const begun = [...found.state.contacts()];
	const related =
		begun.some((contact) => table.has(contact)) || new FileDifference(found.state.file?.print, table.print).related;
	if (begun.length > 0 && !related) {
		throw new CheckpointError(
			`${at} belongs to another contacts file: it began with ${campaign.file.name} (${campaign.file.rows} rows), and none of the ${begun.length} contacts begun there is in ${basename(file.path)} (${table.rows} rows).`,
			{
				hint: 'Name the file that it belongs to, or other files with --checkpoint and --results, or begin anew with --restart.',
			},
		);
	}
}

/** A run that reaches the same file by its other name would take another lock, and both would call everybody. */
function refuseSecondName(checkpoint: string): void {
	const names = statSync(checkpoint, { throwIfNoEntry: false })?.nlink ?? 1;
	if (names <= 1) return;
	throw new CheckpointError(`The checkpoint ${checkpoint} is one file with another name (a hard link).`, {
		hint: `Make it a file of its own: cp ${checkpoint} ${checkpoint}.copy && mv ${checkpoint}.copy ${checkpoint}`,
	});
}

/** Results say that somebody was called; without the checkpoint they would all be called again. */
function resultsWithoutCheckpoint({ results, checkpoint }: CampaignOptions): CheckpointError {
	return new CheckpointError(
		`There are results in ${results}, but their checkpoint ${checkpoint} is not there: everybody would be called again.`,
		{
			hint: 'Put the checkpoint back (see --checkpoint), move the results away, or begin anew with --restart.',
		},
	);
}

function isFilled(path: string): boolean {
	return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function nothingToResume(checkpoint: string): CheckpointError {
	return new CheckpointError(`There is nothing to resume: ${checkpoint} is not there.`, {
		hint: 'Begin the campaign with dialer run.',
	});
}

function onlyDryRun(checkpoint: string): CheckpointError {
	return new CheckpointError(`There is nothing to resume: ${checkpoint} is of a dry run.`, {
		hint: 'Resume the dry run with --dry-run, or begin for real with dialer run.',
	});
}

/** Keeps the file at `checkpoint` under a name that tells when it was put aside. @returns that name, if there was a file. */
export function setAsideCheckpoint(checkpoint: string, now: number): string | undefined {
	const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
	const keptAs = (number: string) => checkpoint.replace(/(\.ndjson)?$/, `.${stamp}${number}$1`);
	let kept = keptAs('');
	// A clock that was turned back may come by the same moment twice.
	for (let number = 2; existsSync(kept); number += 1) kept = keptAs(`-${number}`);
	try {
		makePrivateAt(checkpoint);
		renameSync(checkpoint, kept);
		return kept;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw new DiskError(`Cannot keep ${checkpoint} as ${kept}: ${messageOf(error)}.`, { cause: error });
	}
}
