import { UsageError } from '../runtime/errors.js';
import { boltcallWire } from './wire/boltcall.js';
import { dialNexaWire } from './wire/dialnexa.js';
import { withLegacyRoutes } from './wire/dialnexa-legacy.js';
import { exotelWire } from './wire/exotel.js';
import { httpWire } from './wire/http.js';
import { retellWire } from './wire/retell.js';
import { ringCentralWire } from './wire/ringcentral.js';
import { twilioWire } from './wire/twilio.js';
import { vapiWire } from './wire/vapi.js';
import type { Wire } from './wire/wire.js';

/** The APIs that the mock speaks, by provider. */
const WIRES: Readonly<Record<string, Wire>> = {
	exotel: exotelWire,
	retell: retellWire,
	twilio: twilioWire,
	vapi: vapiWire,
	dialnexa: withLegacyRoutes(dialNexaWire),
	boltcall: boltcallWire,
	http: httpWire,
	ringcentral: ringCentralWire,
};

/** @throws UsageError */
export function wireOf(provider: string): Wire {
	const wire = Object.hasOwn(WIRES, provider) ? WIRES[provider] : undefined;
	if (wire !== undefined) return wire;
	throw new UsageError(`There is no mock of "${provider}"; expected one of ${Object.keys(WIRES).join(', ')}.`);
}
