import {
	type CountryCode,
	isSupportedCountry,
	ParseError,
	type PhoneNumber,
	parsePhoneNumberWithError,
	validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import { UsageError } from '../runtime/errors.js';
import type { RowProblem } from './contact.js';
import { quoted, rowProblem } from './row-problems.js';

/**
 * Short numbers that reach an emergency service somewhere: 112 and 911 (ITU-T E.161.1), and the national ones of the
 * countries that use others. Looked up before anything else, so that none can be taken for the start of a longer number.
 */
const EMERGENCY_NUMBERS = new Set(
	(
		'000 061 065 100 101 102 103 104 106 108 110 111 112 113 114 115 116 117 118 119 120 122 123 127 128 131 132 133 ' +
		'140 144 150 155 158 190 191 192 193 194 197 198 199 911 912 991 992 993 994 995 997 998 999'
	).split(' '),
);

/** White space, and the invisible marks (zero width, text direction) that come along when a number is copied. */
const AROUND = '[\\s\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]*';
const LEADING = new RegExp(`^${AROUND}'?${AROUND}(?:tel:)?${AROUND}`, 'i');
const TRAILING = new RegExp(`${AROUND}$`);

const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e\+?\d+$/i;
const SEPARATORS = /[\s().\-/]/g;

/** @throws UsageError when `text` is no ISO 3166-1 alpha-2 code of a country with a numbering plan. */
export function countryOf(text: string): CountryCode {
	if (isSupportedCountry(text)) return text;
	const upper = text.toUpperCase();
	const meant = upper === 'UK' ? 'GB' : upper;
	throw new UsageError(`Country ${quoted(text)} is not the two-letter code of a country (ISO 3166-1).`, {
		hint: isSupportedCountry(meant) ? `Did you mean ${meant}?` : 'Write it like US, GB or IN.',
	});
}

/**
 * Reads a phone cell. Accepted beside the plain number: an apostrophe before it (spreadsheets), `tel:`, `00` for `+`,
 * and the separators people write.
 * @param country for numbers without a country code; without it such numbers are a problem.
 * @returns the number in E.164, or why it cannot be called.
 */
export function readPhone(cell: string, country: CountryCode | undefined): string | RowProblem {
	const text = cell.replace(LEADING, '').replace(TRAILING, '');
	if (text === '') return rowProblem('no_phone', 'The phone cell is empty.');
	if (text.length <= 8 && EMERGENCY_NUMBERS.has(text.replace(SEPARATORS, '')))
		return rowProblem('emergency', `${quoted(text)} is the number of an emergency service.`);
	if (SCIENTIFIC.test(text)) {
		const advice = 'make the column text in the spreadsheet and export again';
		return rowProblem('scientific_notation', `${quoted(text)} was rounded by a spreadsheet; ${advice}.`);
	}
	if (!text.startsWith('00')) return judge(text, country);
	// Not every country dials abroad with 00 (Australia: 0011), so its own plan is asked first.
	const national = country === undefined ? undefined : judge(text, country);
	return typeof national === 'string' ? national : judge(`+${text.slice(2)}`, country);
}

function judge(text: string, country: CountryCode | undefined): string | RowProblem {
	// `extract: false`: a cell that holds more than a number is a mistake to report, not text to search.
	const options = country === undefined ? { extract: false } : { defaultCountry: country, extract: false };
	let phone: PhoneNumber;
	try {
		phone = parsePhoneNumberWithError(text, options);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		return unreadable(text, error.message);
	}
	if (phone.ext !== undefined)
		return rowProblem('extension', `${quoted(text)} has an extension, which a dialer cannot key in.`);
	const type = phone.getType();
	// A number with a type is valid: only the others need the second and equally costly question.
	if (type === undefined && !phone.isValid()) return unreadable(text, validatePhoneNumberLength(text, country) ?? '');
	if (type === 'PREMIUM_RATE') return rowProblem('premium_rate', `${phone.number} is a premium-rate number.`);
	return phone.number;
}

const REASONS: Readonly<Record<string, string>> = {
	TOO_SHORT: 'is too short for a phone number',
	TOO_LONG: 'is too long for a phone number',
	INVALID_LENGTH: 'has the wrong length for a phone number',
	NOT_A_NUMBER: 'is not a phone number',
	INVALID_COUNTRY: 'begins with a country code that does not exist',
};

/** @param reason one of libphonenumber-js' words; any other means that the length is right but no such number is in use. */
function unreadable(text: string, reason: string): RowProblem {
	if (reason === 'INVALID_COUNTRY' && !/^[+＋]/.test(text)) {
		const advice = 'write it as +<country code>..., or name the country with --country';
		return rowProblem('no_country', `${quoted(text)} has no country code; ${advice}.`);
	}
	return rowProblem('invalid_phone', `${quoted(text)} ${REASONS[reason] ?? 'is not a number in use'}.`);
}
