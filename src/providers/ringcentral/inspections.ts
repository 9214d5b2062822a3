import { field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { notShown } from '../inspection.js';
import type { Inspected, Inspection } from '../provider.js';

const LARGEST_PAGE = 1_000;

/**
 * Whether the call log may be read, from which ends are learned, and whether the number to be shown may be. The phone that is
 * rung first can be any number, and that RingOuts may be asked for is seen by asking for one.
 */
export function ringCentralInspections(
	callerId: string | undefined,
	get: (path: string) => HttpRequest,
	describe: (response: HttpResponse) => string,
): Inspection[] {
	const log: Inspection = {
		what: 'call log',
		request: get('call-log?direction=Outbound&view=Simple&perPage=1'),
		read(response) {
			const isLog = response.status === 200 && Array.isArray(field(parse(response), 'records'));
			return isLog ? { kind: 'good', text: 'may be read' } : notShown(response, describe(response));
		},
	};
	if (callerId === undefined) return [log];
	return [
		log,
		{
			what: `caller ID ${callerId}`,
			request: get(`phone-number?perPage=${LARGEST_PAGE}`),
			read: (response) => readCallerId(response, callerId, describe(response)),
		},
	];
}

function readCallerId(response: HttpResponse, callerId: string, text: string): Inspected {
	if (response.status === 403)
		return { kind: 'unknown', text: `only an app with ReadAccounts may list numbers: ${text}` };
	const records = field(parse(response), 'records');
	if (response.status !== 200 || !Array.isArray(records)) return notShown(response, text);
	const own = records.filter((record) => digits(field(record, 'phoneNumber')) === digits(callerId));
	if (own.some((record) => listOf(field(record, 'features')).includes('CallerId'))) return { kind: 'good' };
	if (own.length > 0) return { kind: 'bad', text: 'is there, but may not be shown as caller ID' };
	if (records.length >= LARGEST_PAGE) return { kind: 'unknown', text: 'is not on the first page of numbers' };
	return { kind: 'bad', text: "is none of the extension's numbers" };
}

function digits(number: unknown): string | undefined {
	return typeof number === 'string' ? number.replace(/\D/g, '') : undefined;
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
