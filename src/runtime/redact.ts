/** What stands where a secret stood. */
const HIDDEN = '[hidden]';

/** A shorter one is a word that stands in too many harmless texts, and hiding it would deface them. */
const SHORTEST_SECRET = 8;

/** Access tokens that may still be told of: the one in use and some before it. */
const PASSING = 8;

/**
 * Takes secrets out of texts that others wrote, because servers do echo the headers of a request in their errors. A secret
 * is found as it is, as JSON, a URL, HTML or a debugger's output write it, in any mixture of them, and in base64 at whatever
 * place, as in Basic authentication. Also hidden: what follows `Bearer` and `Basic`, and the credentials in an address.
 * Secrets of less than 8 characters are left.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
	const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST_SECRET);
	const forms = known.sort((a, b) => b.length - a.length).flatMap((secret) => [written(secret), ...inBase64(secret)]);
	const anyForm = forms.length === 0 ? undefined : new RegExp(forms.join('|'), 'g');
	return (text) => {
		const without = anyForm === undefined ? text : text.replace(anyForm, HIDDEN);
		return without
			.replace(/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`)
			.replace(/:\/\/[^\s/?#"'<>]{1,300}@/g, `://${HIDDEN}@`);
	};
}

/** Secrets that are learned one after another; of those that come and go, the latest are hidden. */
export class Secrets {
	readonly #lasting: readonly string[];
	#passing: readonly string[] = [];
	#hide: (text: string) => string;

	constructor(lasting: readonly string[]) {
		this.#lasting = lasting;
		this.#hide = redactor(lasting);
	}

	/** From now on this is hidden, too. */
	readonly keep = (secret: string): void => {
		this.#passing = [...this.#passing, secret].slice(-PASSING);
		this.#hide = redactor([...this.#lasting, ...this.#passing]);
	};

	readonly hide = (text: string): string => this.#hide(text);
}

/**
 * A pattern for all ways to write a text. Every repetition in it is bounded: the texts that are searched come from servers,
 * and are as long as these please.
 */
function written(secret: string): string {
	return [...secret.matchAll(/\\+|[^\\]/gu)]
		.map(([part]) => (part.startsWith('\\') ? backslashes(part.length) : character(part)))
		.join('');
}

/** A run of them in one: each for itself, there would be too many ways to share out a longer run among them. */
function backslashes(count: number): string {
	const others = ['%(?:25){0,3}5[cC]', '\\\\{1,4}u005[cC]', '\\\\{1,4}x5[cC]', '&#0{0,6}92;', '&#[xX]0{0,6}5[cC];'];
	return `(?:\\\\{${count},${count * 4}}|(?:${others.join('|')}){${count}})`;
}

function character(sign: string): string {
	const point = sign.codePointAt(0) ?? 0;
	const bytes = [...Buffer.from(sign, 'utf8')];
	const forms = [
		`\\\\{0,4}${literal(sign)}`,
		bytes.map((byte) => `%(?:25){0,3}${hex(byte, 2)}`).join(''),
		sign.split('').reduce((units, unit) => `${units}\\\\{1,4}u${hex(unit.charCodeAt(0), 4)}`, ''),
		`\\\\{1,4}x${hex(point, 2)}`,
		`&#0{0,6}${point};`,
		`&#[xX]0{0,6}${hex(point, 1)};`,
		...(NAMED[sign] ?? []),
	];
	return `(?:${forms.join('|')})`;
}

/** What has a name in HTML, or another sign in a form's fields. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
	'&': ['&amp;'],
	'<': ['&lt;'],
	'>': ['&gt;'],
	'"': ['&quot;'],
	"'": ['&apos;'],
	' ': ['\\+'],
};

/** One pattern for each of the three places in a group of four signs at which a secret can begin. */
function inBase64(secret: string): string[] {
	return [0, 1, 2].map((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret, 'utf8')]);
		// Only those signs that no byte before or behind it has a part in.
		const signs = bytes.toString('base64').slice(Math.ceil((before * 4) / 3), Math.floor((bytes.length * 4) / 3));
		const anyAlphabet = signs.replaceAll('+', '(?:[+-]|%2[bB]|\\\\u002[bB])').replaceAll('/', '(?:\\\\?/|_|%2[fF])');
		return `${anyAlphabet}[\\w+/=-]*`;
	});
}

function literal(character: string): string {
	return character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Hexadecimal digits in either case. */
function hex(value: number, digits: number): string {
	return value
		.toString(16)
		.padStart(digits, '0')
		.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
