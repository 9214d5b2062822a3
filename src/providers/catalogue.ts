import { dialnexa } from './dialnexa/entry.js';
import type { CatalogueEntry } from './entry.js';
import { retell } from './retell/entry.js';

/** Every provider that this program can dial through, by name. */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = Object.fromEntries(
	[retell, dialnexa].map((entry) => [entry.name, entry]),
);
