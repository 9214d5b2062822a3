/** The providers of the catalogue, by themselves: what shows their names need not load them all. */
export const PROVIDER_NAMES = [
	'retell',
	'twilio',
	'vapi',
	'dialnexa',
	'boltcall',
	'exotel',
	'ringcentral',
	'http',
] as const;

export type ProviderName = (typeof PROVIDER_NAMES)[number];
