import type { Holdings } from '../holdings.js';

/** The extension's numbers, all of which may be shown; where the scenario names none, there is the one of dry runs. */
export function numbersPage(query: string, held: Holdings): object {
	const perPage = Math.min(Number(new URLSearchParams(query).get('perPage') ?? 100), 1_000);
	const all = held.numbers ?? ['+12025550101'];
	const uri = 'https://platform.ringcentral.com/restapi/v1.0/account/37439510/extension/850957020/phone-number';
	return {
		uri,
		records: all.slice(0, perPage).map((phoneNumber, place) => ({
			id: 1_162_820_004 + place,
			phoneNumber,
			paymentType: 'Local',
			type: 'VoiceFax',
			usageType: 'DirectNumber',
			features: ['CallerId', 'SmsSender'],
			status: 'Normal',
		})),
		navigation: { firstPage: { uri } },
		paging: { page: 1, perPage, totalPages: Math.ceil(all.length / perPage), totalElements: all.length },
	};
}
