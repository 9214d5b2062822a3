import { formatDuration } from '../runtime/duration.js';
import type { CallEnded, CampaignEvent, CampaignStarted, FailedOver } from './events.js';
import { limitMove } from './limit-text.js';
import { formatCount } from './numbers.js';
import { printable } from './printable.js';

/** An event as one line for people, harmless for a terminal whatever the provider or the contacts file put into it. */
export function eventText(event: CampaignEvent): string {
	return printable(rawText(event));
}

function rawText(event: CampaignEvent): string {
	switch (event.type) {
		case 'campaign_started':
			return startedText(event);
		case 'contact_skipped':
			return `line ${event.line} is ${event.status}: ${event.reason}`;
		case 'attempt_started':
			return `contact ${event.contact}: attempt ${event.attempt}, ${event.live} live of ${event.slots} slots`;
		case 'call_accepted':
			return event.reconciled
				? `contact ${event.contact}: its attempt in doubt was taken, call ${event.call}`
				: `contact ${event.contact}: taken after ${formatDuration(event.latencyMs)}, call ${event.call}`;
		case 'call_refused':
			if (event.kind === 'called_off') return `contact ${event.contact}: ${event.message}`;
			return `contact ${event.contact}: refused (${event.kind}): ${event.message}`;
		case 'call_ended':
			return endedText(event);
		case 'attempt_failed':
			return `contact ${event.contact}: not called (${event.blame}): ${event.message}`;
		case 'attempt_in_doubt':
			return `contact ${event.contact}: attempt ${event.attempt} ${event.cannotTell ? 'stays' : 'is'} in doubt: ${event.why}`;
		case 'attempt_not_placed':
			return `contact ${event.contact}: attempt ${event.attempt} was not placed: ${event.why}`;
		case 'contact_settled':
			return `contact ${event.contact}: ${event.status}${event.outcome === undefined ? '' : `, ${words(event.outcome)}`}`;
		case 'limit_changed':
			return `${event.what} ${limitMove(event)}: ${event.why}`;
		case 'waiting':
			return event.code === 'none' ? event.why : `waiting: ${event.why}`;
		case 'failed_over':
			return failedOverText(event);
		case 'notice':
			return event.text;
		case 'stopping':
			return `stopping: ${clause(event.why)}; no more calls are started, ${formatCount(event.live)} live${event.live > 0 ? ' (Ctrl-C again leaves them alone)' : ''}`;
		case 'campaign_ended':
			return `ended: ${event.why}; ${formatCount(event.left)} contacts left`;
	}
}

/** A name from the wire as people write it: `no_answer` is `no answer`. */
export function words(name: string): string {
	return name.replaceAll('_', ' ');
}

/** A sentence in the middle of another. */
function clause(text: string): string {
	return text.replace(/\.$/, '');
}

function failedOverText({ provider, why, live }: FailedOver): string {
	const there = live === 0 ? '' : `; ${formatCount(live)} live stay where they are and are followed there`;
	return `calls go on through ${provider}: ${clause(why)}${there}`;
}

function startedText(event: CampaignStarted): string {
	const counts = [
		`${formatCount(event.rows)} rows`,
		`${formatCount(event.todo)} to do`,
		`${formatCount(event.settled)} settled before`,
		`${formatCount(event.skipped)} skipped`,
		`${formatCount(event.adopted)} taken over`,
		`${formatCount(event.slots)} slots`,
	];
	return `campaign ${event.campaign} on ${event.provider}${event.dryRun ? ' (dry run)' : ''}: ${counts.join(', ')}`;
}

function endedText(event: CallEnded): string {
	const duration = event.durationMs === undefined ? '' : ` after ${formatDuration(event.durationMs)}`;
	return `contact ${event.contact}: call ${event.call} ended${duration}, ${words(event.outcome)}`;
}
