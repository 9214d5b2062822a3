import type { CatalogueEntry } from './entry.js';
import { retell } from './retell/entry.js';
import { twilio } from './twilio/entry.js';

/** Every provider that this program can dial through, by name. */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = Object.fromEntries(
	[retell, twilio].map((entry) => [entry.name, entry]),
);
