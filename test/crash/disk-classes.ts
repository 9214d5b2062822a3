import { copyFileSync, readFileSync, renameSync, truncateSync } from 'node:fs';
import pLimit from 'p-limit';
import type { ClassResult } from './class-result.js';
import { countOperations, type DiskCase, diskCampaign } from './disk-campaign.js';
import type { Operation } from './faulty-disk.js';
import type { Judgement } from './judge-files.js';

interface DiskClass extends Omit<DiskCase, 'at'> {
	readonly name: string;
	/** The first operation that is struck (1). */
	readonly from?: number;
}

/** A full disk still lets files become shorter or go. */
const TAKING: Operation[] = ['open', 'write', 'datasync', 'rename', 'syncDirectory'];
const ALL: Operation[] = [...TAKING, 'truncate', 'close', 'remove'];

const keptOf = (path: string) => `${path}.kept`;

function deleted(path: string): void {
	renameSync(path, keptOf(path));
}

function replaced(path: string): void {
	copyFileSync(path, keptOf(path));
	renameSync(keptOf(path), path);
}

function cutBetween(path: string): void {
	copyFileSync(path, keptOf(path));
	const bytes = readFileSync(path);
	truncateSync(path, bytes.lastIndexOf('\n', bytes.length / 2) + 1);
}

function cutWithin(path: string): void {
	copyFileSync(path, keptOf(path));
	truncateSync(path, readFileSync(path).length - 10);
}

function emptied(path: string): void {
	copyFileSync(path, keptOf(path));
	truncateSync(path, 0);
}

function put(path: string): void {
	renameSync(keptOf(path), path);
}

/** Before each write to the file but the first, when nothing stands in it. */
function harmed(to: 'checkpoint' | 'results', harm: (path: string) => void): Omit<DiskClass, 'name'> {
	return { fault: { strikes: ['write'], meanwhile: { to, harm } }, ends: 'stops', from: to === 'checkpoint' ? 2 : 1 };
}

const CLASSES: DiskClass[] = [
	{ name: 'disk full (ENOSPC) at one operation', fault: { strikes: TAKING, code: 'ENOSPC' }, ends: 'stops' },
	{
		name: 'disk full (ENOSPC) from an operation on',
		fault: { strikes: TAKING, code: 'ENOSPC', lasts: true },
		ends: 'stops',
	},
	{
		name: 'disk error (EIO) at one operation',
		fault: { strikes: [...TAKING, 'truncate'], code: 'EIO' },
		ends: 'stops',
	},
	{ name: 'disk error (EIO) from an operation on', fault: { strikes: ALL, code: 'EIO', lasts: true }, ends: 'stops' },
	{
		name: 'read-only (EROFS) from an operation on',
		fault: { strikes: ['open', 'write', 'truncate', 'rename', 'remove'], code: 'EROFS', lasts: true },
		ends: 'stops',
	},
	{ name: 'a file that cannot be closed (EIO)', fault: { strikes: ['close'], code: 'EIO' }, ends: 'stops' },
	{
		name: 'results locked by another program (EBUSY)',
		fault: { strikes: ['rename'], code: 'EBUSY', lasts: true },
		ends: 'stops',
	},
	{
		name: 'results locked by another program (EPERM)',
		fault: { strikes: ['rename'], code: 'EPERM', lasts: true },
		ends: 'stops',
	},
	{ name: 'short writes', fault: { strikes: ['write'], short: true }, ends: 'goes_on' },
	{
		name: 'short writes from an operation on',
		fault: { strikes: ['write'], short: true, lasts: true },
		ends: 'goes_on',
	},
	{ name: 'checkpoint deleted by another program', ...harmed('checkpoint', deleted), putBack: put },
	{ name: 'checkpoint replaced by a copy', ...harmed('checkpoint', replaced) },
	{ name: 'checkpoint cut between two records', ...harmed('checkpoint', cutBetween), putBack: put },
	{ name: 'checkpoint cut in a record', ...harmed('checkpoint', cutWithin), putBack: put },
	{ name: 'checkpoint emptied', ...harmed('checkpoint', emptied), putBack: put },
	{ name: 'results deleted while they grow', ...harmed('results', deleted), ends: 'goes_on' },
	{ name: 'results emptied while they grow', ...harmed('results', emptied), ends: 'goes_on' },
];

const AT_ONCE = 12;

/** Runs all classes of disk faults, each at every operation that it can strike; in CI at three of them. */
export function diskClasses(scale: 'ci' | 'proof'): Promise<ClassResult[]> {
	const limit = pLimit(AT_ONCE);
	return Promise.all(
		CLASSES.map(async ({ name, from = 1, ...rest }) => {
			const operations = await limit(() => countOperations(rest.fault));
			const all = Array.from({ length: operations + 1 - from }, (_, index) => from + index);
			const chosen = scale === 'proof' ? all : all.filter((_, index) => index % Math.ceil(all.length / 3) === 0);
			const judged = await Promise.all(chosen.map((at) => limit(() => diskCampaign({ ...rest, at }))));
			return { name, ...total(judged.filter((one) => one !== undefined)) };
		}),
	);
}

function total(judged: readonly Judgement[]): Omit<ClassResult, 'name'> {
	const sum = (count: (judgement: Judgement) => number) => judged.reduce((all, one) => all + count(one), 0);
	return {
		tried: judged.length,
		rungTwice: sum((one) => one.rungTwice),
		rowsLost: sum((one) => one.rowsLost),
		wronglyGivenUp: sum((one) => one.wronglyGivenUp),
		inDoubt: sum((one) => one.inDoubt),
		settledAutomatically: sum((one) => one.inDoubtSettled),
		findings: judged.flatMap((one) => one.findings),
	};
}
