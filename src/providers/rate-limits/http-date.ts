const TIME = '(?<time>\\d\\d:\\d\\d:\\d\\d)';

/** The three forms of RFC 9110, 5.6.7: IMF-fixdate, rfc850 and asctime. */
const FORMS = [
	`[a-z]{3}, (?<day>\\d\\d) (?<month>[a-z]{3}) (?<year>\\d{4}) ${TIME} GMT`,
	`[a-z]{6,9}, (?<day>\\d\\d)-(?<month>[a-z]{3})-(?<year>\\d\\d) ${TIME} GMT`,
	`[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** Epoch ms; undefined for anything else than an HTTP date. `Date.parse` alone takes "soon 5" for a day in May. */
export function parseHttpDate(text: string): number | undefined {
	for (const form of FORMS) {
		const { day, month, year, time } = form.exec(text.trim())?.groups ?? {};
		if (day === undefined) continue;
		// asctime bears no zone; HTTP says that all dates are GMT.
		const parsed = Date.parse(`${day} ${month} ${year} ${time} GMT`);
		return Number.isNaN(parsed) ? undefined : parsed;
	}
	return undefined;
}
