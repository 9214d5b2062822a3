import type { Settings } from '../config/settings.js';
import { type CatalogueEntry, webhookVariable } from '../providers/entry.js';
import { UsageError } from '../runtime/errors.js';
import { listenForWebhooks, type WebhookListener } from '../tracking/webhook-listener.js';
import type { WebhookSource } from '../tracking/webhook-receiver.js';

export interface OpenWebhooks extends WebhookSource {
	/** What the provider is to be told with each call; undefined when its own settings say where webhooks go. */
	readonly toldUrl: string | undefined;
	readonly listener: WebhookListener;
}

/** Opens the way for webhooks, if there is to be one. @throws UsageError when it cannot be opened. */
export async function openWebhooks(settings: Settings): Promise<OpenWebhooks | undefined> {
	const { webhookListen, webhookUrl, dryRun, until } = settings;
	if (webhookListen === undefined) {
		if (webhookUrl === undefined) return undefined;
		throw new UsageError('--webhook-url names an address, but nothing here listens for what comes in by it.', {
			hint: 'Add --webhook-listen <port> with the port that the address leads to.',
		});
	}
	if (until === 'placed') {
		throw new UsageError('--webhook-listen has no meaning with --until placed: how calls end is not waited for.');
	}
	const listener = await listenForWebhooks(webhookListen);
	// A dry run's contacts stay on this machine: its mock tells nobody but this listener, whatever address was given.
	const toldUrl = dryRun ? listener.address : webhookUrl;
	return { listener, toldUrl, url: toldUrl, serve: (receive) => listener.serve(receive) };
}

/**
 * `toldUrl`: what the provider is to be told with each call.
 * @throws UsageError when nothing that comes in could be verified
 */
export function expectVerifiable(
	entry: CatalogueEntry,
	given: {
		readonly canVerify: boolean;
		/** Whether a variable has a value. */
		readonly isSet: (variable: string) => boolean;
		readonly toldUrl: string | undefined;
	},
): void {
	if (given.canVerify) return;
	const { name, title } = entry;
	const secret = webhookVariable(entry);
	const isSet = secret !== undefined && given.isSet(secret.name);
	// Those of an older API, for instance, are not, though those of the newer are.
	if (secret === undefined || (isSet && given.toldUrl !== undefined)) {
		throw new UsageError(`--webhook-listen has no meaning with ${name}: its webhooks are not understood here.`, {
			hint: 'Leave it out: how calls end is asked for.',
		});
	}
	if (isSet) {
		throw new UsageError(
			`--webhook-listen needs --webhook-url with ${name}: ${title} is told where to send webhooks.`,
			{
				hint: 'Give the https address that leads to this port, or leave the flag out: how calls end is asked for then.',
			},
		);
	}
	throw new UsageError(
		`--webhook-listen: the ${secret.what} is missing, and nothing from ${title} could be verified.`,
		{
			hint: `Set ${secret.name}, or leave the flag out: how calls end is asked for then.`,
		},
	);
}
