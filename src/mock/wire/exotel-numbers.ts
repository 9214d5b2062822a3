import type { Holdings } from '../holdings.js';
import type { MockRequest } from './wire.js';

export const NUMBERS_PATH = /^\/v2_beta\/Accounts\/[\w-]+\/IncomingPhoneNumbers$/;
const PAGE = 50;
/** What the documents' sample calls itself, whoever is asked. */
const ORIGIN = 'http://twilix.exotel.com';

/** The account's ExoPhones; where the scenario names none, there is the one of dry runs. */
export function numbersPage({ path, query }: MockRequest, held: Holdings): object {
	const page = Number(new URLSearchParams(query).get('Page') ?? 0);
	const all = held.numbers ?? ['+12025550100'];
	const shown = all.slice(page * PAGE, (page + 1) * PAGE);
	const uri = (number: number) => `${ORIGIN}${path}?Page=${number}&PageSize=${PAGE}`;
	return {
		page,
		page_size: PAGE,
		uri: uri(page),
		first_page_uri: uri(0),
		next_page_uri: all.length > (page + 1) * PAGE ? uri(page + 1) : null,
		previous_page_uri: page === 0 ? null : uri(page - 1),
		incoming_phone_numbers: shown.map((number) => ({
			sid: number.replace(/^\+91/, '0'),
			phone_number: number,
			friendly_name: number.replace(/^\+91/, '0'),
			capabilities: { voice: true, sms: true },
			country: number.startsWith('+91') ? 'IN' : 'SG',
		})),
	};
}
