import type { CountryCode } from 'libphonenumber-js/max';
import { closest } from '../runtime/closest.js';
import { ContactsFileError, UsageError } from '../runtime/errors.js';
import { readPhone } from './phone.js';
import { quoted } from './row-problems.js';

/** Which column (0 for the first) plays which part. */
export interface ColumnRoles {
	readonly phone: number;
	readonly id: number | undefined;
	readonly priority: number | undefined;
}

type Role = keyof ColumnRoles;

/**
 * Header words that are taken for a role, best first: of several phone columns the better named one is rung. Id is kept
 * to words that can mean nothing else, because a wrong id merges or splits contacts.
 */
const ALIASES: Readonly<Record<Role, readonly string[]>> = {
	phone: (
		'phone phone_number phone_no phone_1 primary_phone contact_phone mobile mobile_number mobile_phone mobile_no cell ' +
		'cell_phone cell_number telephone telephone_number tel msisdn e164 number to to_number'
	).split(' '),
	id: ['id', 'contact_id', 'external_id'],
	priority: ['priority', 'lane'],
};

/** As many columns as a spreadsheet has; more means that the file is something else. */
const MOST_COLUMNS = 16_384;

/**
 * The columns' names as variables: surrounding space gone, `column_<n>` (first is 1) for an empty one, and `_2`, `_3`, ...
 * for the later ones of the same name.
 */
export function columnNames(header: readonly string[]): string[] {
	const taken = new Set<string>();
	/** Where the search for a free name goes on: a header of half a million equal cells must not begin at 2 each time. */
	const copies = new Map<string, number>();
	return header.map((cell, index) => {
		const base = cell.trim() === '' ? `column_${index + 1}` : cell.trim();
		let name = base;
		let copy = copies.get(base) ?? 2;
		for (; taken.has(name); copy++) name = `${base}_${copy}`;
		copies.set(base, copy);
		taken.add(name);
		return name;
	});
}

/** Whether the phone column can be told from these names alone. */
export function hasPhoneColumn(names: readonly string[]): boolean {
	return byAlias('phone', names, []) !== undefined;
}

/**
 * Finds the parts of the columns: those named by `map` first, then by alias.
 * @param map role -> column name, as `--map` gives it.
 * @throws ContactsFileError when there is no phone column, a mapped one does not exist, or line 1 is no header.
 * @throws UsageError when `map` names a role that does not exist.
 */
export function findRoles(
	path: string,
	names: readonly string[],
	map: Readonly<Record<string, string>>,
	country: CountryCode | undefined,
): ColumnRoles {
	if (names.length > MOST_COLUMNS)
		throw new ContactsFileError(`The header of ${path} has ${names.length} columns; at most ${MOST_COLUMNS} are read.`);
	if (!hasPhoneColumn(names) && names.some((name) => looksLikePhone(name, country))) {
		throw new ContactsFileError(`${path} has no header line: its first line already holds a phone number.`, {
			hint: 'Put a line with the columns\' names above it, for example "phone,name".',
		});
	}
	const mapped = new Map<string, number>();
	for (const [role, column] of Object.entries(map))
		mapped.set(knownRole(role), mappedColumn(path, names, role, column));
	const taken = [...mapped.values()];
	const find = (role: Role) => mapped.get(role) ?? byAlias(role, names, taken);
	const phone = find('phone');
	if (phone === undefined) {
		throw new ContactsFileError(`${path} has no phone column among its columns ${listed(names)}.`, {
			hint: `Say which one it is with --map phone=<column>, or give it one of the names ${ALIASES.phone.join(', ')}.`,
		});
	}
	return { phone, id: find('id'), priority: find('priority') };
}

function byAlias(role: Role, names: readonly string[], taken: readonly number[]): number | undefined {
	const plainNames = names.map((name, index) => (taken.includes(index) ? '' : plain(name)));
	for (const alias of ALIASES[role]) {
		const index = plainNames.indexOf(plain(alias));
		if (index !== -1) return index;
	}
	return undefined;
}

function knownRole(role: string): string {
	if (Object.hasOwn(ALIASES, role)) return role;
	const roles = Object.keys(ALIASES);
	const meant = closest(role, roles);
	throw new UsageError(`--map knows no field ${quoted(role)}; its fields are ${roles.join(', ')}.`, {
		hint: meant === undefined ? 'Other columns travel as variables without being mapped.' : `Did you mean ${meant}?`,
	});
}

function mappedColumn(path: string, names: readonly string[], role: string, column: string): number {
	const exact = names.indexOf(column);
	const index = exact === -1 ? names.findIndex((name) => plain(name) === plain(column)) : exact;
	if (index !== -1) return index;
	const meant = closest(column, names);
	throw new ContactsFileError(
		`--map ${role}=${column}: ${path} has no column ${quoted(column)} among its columns ${listed(names)}.`,
		meant === undefined ? {} : { hint: `Did you mean --map ${role}=${quoted(meant)}?` },
	);
}

/** Letter case, spaces and the marks that stand for them make no other name: `Phone Number` is `phone_number`. */
function plain(name: string): string {
	return name.toLowerCase().replace(/[\s_.#-]/g, '');
}

function looksLikePhone(cell: string, country: CountryCode | undefined): boolean {
	if (cell.replace(/\D/g, '').length < 7) return false;
	const phone = readPhone(cell, country);
	return typeof phone === 'string' || phone.code === 'no_country';
}

function listed(names: readonly string[]): string {
	const shown = names.slice(0, 20).map((name) => quoted(name));
	return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
