import { boltcall } from './boltcall/entry.js';
import { dialnexa } from './dialnexa/entry.js';
import type { CatalogueEntry } from './entry.js';
import { exotel } from './exotel/entry.js';
import { http } from './http/entry.js';
import { retell } from './retell/entry.js';
import { ringcentral } from './ringcentral/entry.js';
import { twilio } from './twilio/entry.js';
import { vapi } from './vapi/entry.js';

/** Every provider that this program can dial through, by name. */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = Object.fromEntries(
	[retell, twilio, vapi, dialnexa, boltcall, exotel, http, ringcentral].map((entry) => [entry.name, entry]),
);
