import { noCampaign } from '../campaign/inspect.js';
import { lockHolder } from '../journal/lock.js';
import { replay } from '../journal/replay.js';
import { formatCount, plural } from '../progress/numbers.js';
import { EXIT } from '../runtime/exit-codes.js';
import { campaignFiles } from './campaign-files.js';
import type { FileFlags } from './command-flags.js';
import type { Io } from './io.js';

/** `dialer status`: from the checkpoint alone, so it can be asked while a run goes on. @throws DialerError */
export async function statusCommand(io: Io, contacts: string, flags: FileFlags): Promise<number> {
	const { checkpoint } = campaignFiles(contacts, flags);
	const found = await replay(checkpoint);
	if (found?.state.campaign === undefined) throw noCampaign(contacts, checkpoint);
	const { state } = found;
	const holder = lockHolder(`${checkpoint}.lock`);
	const open = state.open();
	const live = open.filter((attempt) => attempt.state === 'accepted').length;
	const answering = holder === undefined ? 0 : open.filter((attempt) => attempt.state === 'intended').length;
	const status = {
		v: 1,
		campaign: state.campaign?.campaign,
		provider: state.campaign?.provider,
		dryRun: state.campaign?.dryRun,
		running: holder === undefined ? null : { pid: holder.pid, host: holder.host, since: iso(holder.since) },
		ended: state.runEnded ?? null,
		rows: state.rows,
		settled: state.settled,
		live,
		asking: answering,
		inDoubt: open.length - live - answering,
		attempts: state.attempts,
		refusals: state.refusals,
		slots: state.limit?.slots ?? null,
		slotsWhy: state.limit?.why ?? null,
		lastRecordAt: iso(state.lastAt),
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
	readonly slots: number | null;
	readonly slotsWhy: string | null;
	readonly lastRecordAt: string;
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
		...(status.slots === null ? [] : [`Slots:      ${status.slots} (${status.slotsWhy})`]),
		`Last entry: ${status.lastRecordAt}`,
	].join('\n');
}

function runState(status: Status): string {
	if (status.running !== null)
		return `Running as process ${status.running.pid} on ${status.running.host} since ${status.running.since}`;
	return status.ended === null
		? 'Not running; the last run was killed'
		: `Not running; the last run ended: ${status.ended}`;
}

function iso(epochMs: number): string {
	return new Date(epochMs).toISOString();
}
