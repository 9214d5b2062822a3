import { statSync } from 'node:fs';
import { lockPlace } from '../campaign/files.js';
import { noCampaign } from '../campaign/inspect.js';
import { sha256Of } from '../contacts/spool.js';
import { lockHolder } from '../journal/lock.js';
import type { LimitRecord } from '../journal/record.js';
import { replay } from '../journal/replay.js';
import { limitMove } from '../progress/limit-text.js';
import { formatCount, plural } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';
import { systemClock } from '../runtime/clock.js';
import { formatDuration } from '../runtime/duration.js';
import { systemCode } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import { campaignFiles } from './campaign-files.js';
import type { FileFlags } from './command-flags.js';
import type { Io } from './io.js';
import { maskIfAsked } from './mask-if-asked.js';

/** `dialer status`: from the checkpoint, and the contacts file's digest alone, so it can be asked while a run goes on. @throws DialerError */
export async function statusCommand(io: Io, contacts: string, flags: FileFlags): Promise<number> {
	maskIfAsked(io, flags);
	const { checkpoint } = campaignFiles(contacts, flags);
	const found = await replay(checkpoint);
	if (found?.state.campaign === undefined) throw noCampaign(contacts, checkpoint);
	const { state } = found;
	const sha256 = await digestOf(contacts);
	const holder = lockHolder(lockPlace(checkpoint), systemClock.now());
	const open = state.open();
	const live = open.filter((attempt) => attempt.state === 'accepted').length;
	const answering = holder === undefined ? 0 : open.filter((attempt) => attempt.state === 'intended').length;
	const status = {
		v: 1,
		campaign: state.campaign?.campaign,
		provider: state.campaign?.provider,
		dryRun: state.campaign?.dryRun,
		running: holder === undefined ? null : { pid: holder.pid, host: holder.host, since: iso(holder.since) },
		ended: state.runEnded === undefined ? null : io.discretion.text(state.runEnded),
		rows: state.rows,
		settled: state.settled,
		live,
		asking: answering,
		inDoubt: open.length - live - answering,
		attempts: state.attempts,
		refusals: state.refusals,
		failovers: [...state.failovers.values()].map(({ provider, at, why }) => ({
			provider,
			at: iso(at),
			why: io.discretion.text(why),
		})),
		slots: limitStatus(state.limits.slots),
		pace: limitStatus(state.limits.pace),
		lastRecordAt: iso(state.lastAt),
		contactsChanged: sha256 === undefined ? null : sha256 !== state.file?.sha256,
	};
	io.stdout.write(`${flags.json ? JSON.stringify(status) : statusText(status, io)}\n`);
	return EXIT.settled;
}

interface Status {
	readonly campaign: string | undefined;
	readonly provider: string | undefined;
	readonly dryRun: boolean | undefined;
	readonly running: { readonly pid: number; readonly host: string; readonly since: string } | null;
	readonly ended: string | null;
	readonly rows: number;
	readonly settled: Readonly<Record<string, number>>;
	readonly live: number;
	readonly inDoubt: number;
	readonly attempts: number;
	readonly refusals: number;
	/** When calls went on through other providers, the last time with each. */
	readonly failovers: readonly { readonly provider: string; readonly at: string; readonly why: string }[];
	readonly slots: LimitStatus | null;
	readonly pace: LimitStatus | null;
	readonly lastRecordAt: string;
	/** Whether the contacts file is another than the last run found; null: it is not there. */
	readonly contactsChanged: boolean | null;
}

/** The last change of a limit: live calls, or call starts per second; null: there was, or is, none known. */
interface LimitStatus {
	readonly from: number | null;
	readonly to: number | null;
	readonly why: string;
	readonly at: string;
	readonly agoMs: number;
}

function limitStatus(change: LimitRecord | undefined): LimitStatus | null {
	if (change === undefined) return null;
	const { from = null, to = null, why, at } = change;
	return { from, to, why, at: iso(at), agoMs: Math.max(0, Math.round(systemClock.now() - at)) };
}

function statusText(status: Status, io: Io): string {
	const done = Object.values(status.settled).reduce((sum, count) => sum + count, 0);
	const parts = Object.entries(status.settled)
		.filter(([, count]) => count > 0)
		.map(([name, count]) => `${formatCount(count)} ${name}`);
	return [
		`${io.out.bold(runState(status))}${status.dryRun ? ' (dry run)' : ''}`,
		`Settled:    ${formatCount(done)} of ${plural(status.rows, 'row')}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`,
		`Live:       ${formatCount(status.live)} calls, ${formatCount(status.inDoubt)} in doubt`,
		`Attempts:   ${formatCount(status.attempts)}, of which ${formatCount(status.refusals)} were refused`,
		...status.failovers.map(
			({ provider, at, why }) => `Failover:   through ${provider} from ${at} on: ${printable(why)}`,
		),
		...(status.slots === null ? [] : [`Slots:      ${limitText('slots', status.slots)}`]),
		...(status.pace === null ? [] : [`Pace:       ${limitText('pace', status.pace)}`]),
		`Last entry: ${status.lastRecordAt}`,
		...(status.contactsChanged
			? ['Contacts:   changed since the last run began; the next one tells what it does with each change']
			: []),
	].join('\n');
}

/** `12 -> 10, 2 min 5 s ago: refused at 10 live calls; next look in 60 s` */
function limitText(what: 'slots' | 'pace', { from, to, why, agoMs }: LimitStatus): string {
	const move = limitMove({ what, from: from ?? undefined, to: to ?? undefined });
	return `${move}, ${formatDuration(agoMs)} ago: ${printable(why)}`;
}

function runState(status: Status): string {
	if (status.running !== null)
		return `Running as process ${status.running.pid} on ${status.running.host} since ${status.running.since}`;
	return status.ended === null
		? 'Not running; the last run was killed'
		: `Not running; the last run ended: ${printable(status.ended)}`;
}

/** Undefined when the contacts cannot be read: all else can be told without them. */
async function digestOf(contacts: string): Promise<string | undefined> {
	try {
		return statSync(contacts, { throwIfNoEntry: false })?.isFile() ? await sha256Of(contacts) : undefined;
	} catch (error) {
		if (systemCode(error) === undefined) throw error;
		return undefined;
	}
}

function iso(epochMs: number): string {
	return new Date(epochMs).toISOString();
}
