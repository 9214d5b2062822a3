import { randomBytes } from 'node:crypto';
import { inspectCampaign } from '../campaign/inspect.js';
import { doubtsOf, settleByHand } from '../campaign/settle.js';
import { plural } from '../progress/numbers.js';
import { changeTexts } from '../runtime/change-texts.js';
import { systemClock } from '../runtime/clock.js';
import { systemDisk } from '../runtime/disk.js';
import { EXIT } from '../runtime/exit-codes.js';
import { systemProcesses } from '../runtime/processes.js';
import { campaignFiles } from './campaign-files.js';
import type { FileFlags } from './command-flags.js';
import { doubtsText } from './doubts-text.js';
import type { Io } from './io.js';
import { maskIfAsked } from './mask-if-asked.js';

interface SettleFlags extends FileFlags {
	readonly placed?: readonly string[];
	readonly notPlaced?: readonly string[];
}

const HOST = {
	clock: systemClock,
	newToken: () => randomBytes(8).toString('hex'),
	processes: systemProcesses,
	disk: systemDisk,
};

/** `dialer settle`: a person decides about attempts in doubt; without a decision they are listed. @throws DialerError */
export async function settleCommand(io: Io, contacts: string, flags: SettleFlags): Promise<number> {
	maskIfAsked(io, flags);
	const files = { contacts, ...campaignFiles(contacts, flags) };
	const { placed = [], notPlaced = [] } = flags;
	const decided = placed.length + notPlaced.length;
	const campaign =
		decided === 0
			? await inspectCampaign(contacts, files.checkpoint)
			: await settleByHand(files, { placed, notPlaced }, HOST);
	const doubts = await doubtsOf(campaign);
	const shown = doubts.map((doubt) => changeTexts(doubt, (text) => io.discretion.text(text), ['attempt']));
	const text = [
		...(decided === 0 ? [] : [decidedText(placed.length, notPlaced.length)]),
		...doubtsText(shown, contacts, campaign.state.campaign?.provider ?? ''),
	].join('\n');
	io.stdout.write(`${text}\n`);
	return EXIT.settled;
}

function decidedText(placed: number, notPlaced: number): string {
	const parts = [
		...(placed === 0 ? [] : [`${plural(placed, 'row')} settled as placed, not to be called again`]),
		...(notPlaced === 0 ? [] : [`${plural(notPlaced, 'row')} free again, to be called by the next run`]),
	];
	return `${parts.join('; ')}.`;
}
