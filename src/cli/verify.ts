import { lockPlace } from '../campaign/files.js';
import { inspectCampaign } from '../campaign/inspect.js';
import { lockHolder } from '../journal/lock.js';
import { formatCount } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';
import { type Verification, verify } from '../results/verify.js';
import { changeTexts } from '../runtime/change-texts.js';
import { systemClock } from '../runtime/clock.js';
import { LockedError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import { campaignFiles } from './campaign-files.js';
import type { FileFlags } from './command-flags.js';
import type { Io } from './io.js';
import { maskIfAsked } from './mask-if-asked.js';

/** `dialer verify`: exit 1 when a promise is broken. @throws DialerError */
export async function verifyCommand(io: Io, contacts: string, flags: FileFlags): Promise<number> {
	maskIfAsked(io, flags);
	const { checkpoint, results } = campaignFiles(contacts, flags);
	const holder = lockHolder(lockPlace(checkpoint), systemClock.now());
	if (holder !== undefined) {
		throw new LockedError(
			`Process ${holder.pid} on ${holder.host} works on this campaign; its files change under the check.`,
			{
				hint: 'Wait for the run to end; dialer status shows how far it is.',
			},
		);
	}
	const source = await inspectCampaign(contacts, checkpoint);
	const verification = changeTexts(await verify(source, results), (finding) => io.discretion.text(finding));
	const kept = verification.rings.length === 0 && verification.rows.length === 0 && verification.behind === undefined;
	io.stdout.write(
		`${flags.json ? JSON.stringify({ v: 1, kept, ...verification }) : verificationText(verification, { contacts, results }, io)}\n`,
	);
	return kept ? EXIT.settled : EXIT.unexpected;
}

interface Names {
	readonly contacts: string;
	readonly results: string;
}

function verificationText({ rings, rows, behind, numbers, summary }: Verification, names: Names, io: Io): string {
	const yes = io.out.green('kept:  ');
	const no = io.out.red('BROKEN:');
	return [
		...(behind === undefined ? [] : [killedText(names)]),
		rings.length === 0
			? `${yes} nobody was rung twice (${formatCount(numbers)} numbers, one attempt each)`
			: `${no} somebody was rung twice, or may have been`,
		...rings.map((finding) => `         ${printable(finding)}`),
		rowsText({ rows, behind, summary }, yes, no),
		...rows.map((finding) => `         ${printable(finding)}`),
	].join('\n');
}

function killedText({ contacts, results }: Names): string {
	return `The last run was killed before it could finish ${printable(results)}; dialer results ${printable(contacts)} finishes it.`;
}

function rowsText(
	{ rows, behind, summary }: Pick<Verification, 'rows' | 'behind' | 'summary'>,
	yes: string,
	no: string,
): string {
	if (rows.length > 0) return `${no} the results do not hold every row once with its status`;
	const all = `${formatCount(summary.rows)} rows`;
	if (behind === undefined) return `${yes} no row is lost (${all}, each in the results once with its status)`;
	const there = formatCount(summary.rows - behind);
	return `not yet: the results hold ${there} of ${all}, each as the checkpoint has it`;
}
