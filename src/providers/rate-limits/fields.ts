/** Header values by lower-case name, as the HTTP client hands them over. */
export type Headers = Readonly<Record<string, string>>;

/** The values of a header that came in several lines, which the HTTP client joined; a date's own comma parts nothing. */
export function valuesOf(header: string | undefined): string[] {
	return header?.split(/(?<!\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*), /i) ?? [];
}

/** Without the fields that are not known. */
export function known<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** The smallest of those that are known. */
export function least(...values: (number | undefined)[]): number | undefined {
	const numbers = values.filter((value) => value !== undefined);
	return numbers.length === 0 ? undefined : Math.min(...numbers);
}
