/** What stands where a secret stood. */
const HIDDEN = '[hidden]';

/** Takes secrets out of a text that others wrote: servers do echo the headers of a request in their errors. */
export function redact(text: string, secrets: readonly string[]): string {
	const without = secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, HIDDEN)), text);
	return without.replace(/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`);
}
