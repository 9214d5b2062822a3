import { boltcall } from './boltcall/entry.js';
import { dialnexa } from './dialnexa/entry.js';
import type { CatalogueEntry } from './entry.js';
import { exotel } from './exotel/entry.js';
import { http } from './http/entry.js';
import type { ProviderName } from './names.js';
import { retell } from './retell/entry.js';
import { ringcentral } from './ringcentral/entry.js';
import { twilio } from './twilio/entry.js';
import { vapi } from './vapi/entry.js';

const ENTRIES: Readonly<Record<ProviderName, CatalogueEntry>> = {
	retell,
	twilio,
	vapi,
	dialnexa,
	boltcall,
	exotel,
	ringcentral,
	http,
};

/** Every provider that this program can dial through, by name. */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = ENTRIES;
