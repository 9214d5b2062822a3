import { createSecretKey, randomBytes } from 'node:crypto';
import type { CampaignEvent } from '../progress/events.js';
import { changeTexts } from '../runtime/change-texts.js';
import { type NumberMask, numberMask } from '../runtime/mask-numbers.js';
import { redactor } from '../runtime/redact.js';

/** Fields of events that hold ids, and those that hold words of ours. */
const IDS = ['campaign', 'attempt', 'call'];
const OURS = ['type', 'kind', 'status', 'outcome', 'blame', 'code'];

/**
 * What must not be shown, whoever wrote it: secrets always, phone numbers when `--redact` is given. Whatever the commands
 * print and every event goes through it, once, where it leaves.
 */
export class Discretion {
	readonly #secrets = new Set<string>();
	#hide = redactor([]);
	#mask: NumberMask | undefined;

	/** From now on these are hidden. */
	keep(secrets: readonly string[]): void {
		for (const secret of secrets) this.#secrets.add(secret);
		this.#hide = redactor(this.#secrets);
	}

	/** From now on numbers are masked, with a key that goes with this process. */
	maskNumbers(): void {
		this.#mask ??= numberMask(createSecretKey(randomBytes(32)));
	}

	text(text: string): string {
		const hidden = this.#hide(text);
		return this.#mask?.text(hidden) ?? hidden;
	}

	event(event: CampaignEvent): CampaignEvent {
		const hidden = changeTexts(event, this.#hide, OURS);
		const mask = this.#mask;
		if (mask === undefined) return hidden;
		return changeTexts(changeTexts(hidden, mask.text, [...OURS, ...IDS]), mask.id, OURS);
	}
}
