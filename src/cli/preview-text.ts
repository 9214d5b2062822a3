import type { Preview } from '../campaign/preview.js';
import { perPeriod } from '../governor/waits.js';
import { formatCount, plural } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';
import { CATALOGUE } from '../providers/catalogue.js';
import { editLines } from './edit-text.js';

/** What a run is about to do, in a few lines. `dryRun`: what the mock provider plays. */
export function previewText(preview: Preview, dryRun: string | undefined): string {
	const lines = [
		`${preview.contacts}: ${plural(preview.rows, 'row')}, ${formatCount(preview.todo)} to call${skipped(preview)}`,
		...(preview.rows > 0 && preview.invalid === preview.rows ? [NOBODY] : []),
		dryRun === undefined
			? `Real calls through ${preview.provider} (${preview.address}) from ${callersText(preview.from)}`
			: `DRY RUN: nobody is rung; the built-in mock of ${preview.provider} plays the provider (${dryRun})`,
		...experimental(preview.provider),
		paceText(preview),
		...(preview.proxy === undefined ? [] : [`Proxy: ${preview.proxy}`]),
		...carriers(preview),
		...failoverLines(preview),
		...past(preview),
	];
	// Names of files and scenarios are whatever somebody chose.
	return lines.map(printable).join('\n');
}

const NOBODY = 'No row can be called: each is invalid, and call_message in the results says why.';

/** One line of warning, where it is due. */
function experimental(provider: string): string[] {
	const entry = Object.hasOwn(CATALOGUE, provider) ? CATALOGUE[provider] : undefined;
	if (!entry?.experimental) return [];
	return [
		`Experimental: ${entry.title} is dialed as its documents say; nobody has seen this program at work on its live API`,
	];
}

function callersText(from: readonly string[]): string {
	return from.every((caller) => caller === '') ? 'a number that the provider chooses' : from.join(', ');
}

function paceText(preview: Preview): string {
	const { batch, provider, pacePerSecond, paceSource } = preview;
	if (batch === undefined)
		return `Pace: at most ${perPeriod(pacePerSecond, 'start')} (${paceSource}); ${liveCalls(preview)}`;
	return `Pace: the provider's; ${provider} is given ${plural(batch, 'call')} at a time, and dials them whether this program runs or not`;
}

function liveCalls({ limiter, concurrency, maxConcurrency }: Preview): string {
	if (limiter === 'aimd') return `${plural(concurrency, 'live call')} at the start, ${maxConcurrency} at most`;
	return `live calls: found out${concurrency > 1 ? ` from ${concurrency} on` : ''}, at most ${maxConcurrency}`;
}

/** Where calls go on, and when. */
function failoverLines({ failover, dryRun }: Preview): string[] {
	if (failover === undefined) return [];
	const { provider, address, from } = failover;
	const where = dryRun ? `the mock of ${provider}` : `${provider} (${address}) from ${callersText(from)}`;
	return [
		`Failover: ${where}, should the account be refused, an allowance be used up or the provider not answer`,
		...experimental(provider),
	];
}

/** What holds beside the provider's own limits. */
function carriers({ provider, perCallerPerSecond, bridge, from }: Preview): string[] {
	const lines: string[] = [];
	if (perCallerPerSecond !== undefined)
		lines.push(
			`Each caller number: at most ${perPeriod(perCallerPerSecond, 'start')} (${plural(from.length, 'number')})`,
		);
	if (bridge !== undefined) {
		const limits = [
			bridge.perSecond === undefined ? '' : perPeriod(bridge.perSecond, 'start'),
			bridge.slots === undefined ? '' : plural(bridge.slots, 'live call'),
		].filter((limit) => limit !== '');
		lines.push(`Carrier behind ${provider}: at most ${limits.join(' and ')}`);
	}
	return lines;
}

function skipped(preview: Preview): string {
	const parts = [
		preview.high > 0 ? `${formatCount(preview.high)} of high priority` : '',
		preview.settled > 0 ? `${formatCount(preview.settled)} done before` : '',
		preview.invalid > 0 ? `${formatCount(preview.invalid)} invalid` : '',
		preview.duplicate > 0 ? plural(preview.duplicate, 'duplicate') : '',
	].filter((part) => part !== '');
	return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** What earlier runs left behind. */
function past(preview: Preview): string[] {
	const lines: string[] = [];
	if (preview.live > 0) lines.push(`Of an earlier run: ${plural(preview.live, 'call')} to be followed to the end`);
	if (preview.inDoubt > 0) {
		const what = preview.canAsk
			? 'to be looked up at the provider'
			: 'which it cannot be asked about: see dialer settle';
		lines.push(`Of an earlier run: ${plural(preview.inDoubt, 'attempt')} in doubt, ${what}`);
	}
	if (preview.tornBytes > 0)
		lines.push(
			`A torn last line of the checkpoint (${preview.tornBytes} bytes) is cut off; nothing was done on its strength`,
		);
	if (preview.setAside === 'restart')
		lines.push('--restart: the old checkpoint is kept under another name, and everybody is called again');
	if (preview.setAside === 'dry_run') lines.push('The checkpoint there is of a dry run; it is kept under another name');
	if (preview.edit !== undefined) lines.push(...editLines(preview.edit, preview.todo));
	return lines;
}
