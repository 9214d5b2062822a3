import { expect, test } from 'vitest';
import {
	AccountRefusedError,
	CheckpointError,
	ContactsFileError,
	DialerError,
	DiskError,
	LockedError,
	messageOf,
	ProviderDownError,
	systemCode,
	UsageError,
} from '../../../src/runtime/errors.js';

test.each([
	[UsageError, 'usage', 2],
	[ContactsFileError, 'contacts_file', 2],
	[AccountRefusedError, 'account_refused', 4],
	[ProviderDownError, 'provider_down', 5],
	[CheckpointError, 'checkpoint', 10],
	[LockedError, 'locked', 11],
	[DiskError, 'disk', 1],
] as const)('%o keeps its code and exit code: scripts rely on them', (Kind, code, exitCode) => {
	const cause = new Error('below');
	const error = new Kind('What is wrong.', { hint: 'What to do.', cause });
	expect(error).toBeInstanceOf(DialerError);
	expect(error).toMatchObject({
		name: Kind.name,
		message: 'What is wrong.',
		hint: 'What to do.',
		cause,
		code,
		exitCode,
	});
});

test('an error without a hint or a cause has neither', () => {
	const error = new UsageError('What is wrong.');
	expect(error.hint).toBeUndefined();
	expect('cause' in error).toBe(false);
});

test('only the operating system has system codes: our own errors have codes of another kind', () => {
	expect(systemCode(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe('ENOENT');
	for (const other of [new DiskError('full'), new Error('none'), { code: 5 }, 'ENOENT', null, undefined]) {
		expect(systemCode(other)).toBeUndefined();
	}
});

test('whatever is thrown has a message', () => {
	expect([messageOf(new Error('a')), messageOf('b'), messageOf(undefined)]).toEqual(['a', 'b', 'undefined']);
});
