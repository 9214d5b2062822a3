/** A copy of plain data in which every text has gone through `change`; what `except` names is left, and so are keys. */
export function changeTexts<T>(value: T, change: (text: string) => string, except: readonly string[] = []): T {
	return changed(value, change, except) as T;
}

function changed(value: unknown, change: (text: string) => string, except: readonly string[]): unknown {
	if (typeof value === 'string') return change(value);
	if (Array.isArray(value)) return value.map((item) => changed(item, change, except));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, field]) => [
			name,
			except.includes(name) ? field : changed(field, change, except),
		]),
	);
}
