import { AccountRefusedError } from '../runtime/errors.js';

/**
 * The error for a provider that refuses the credentials or the account. `message`: the provider's own words; a whole sentence
 * where something else is to blame and `hint` says what to do about it.
 */
export function accountRefused(provider: string, message: string, hint?: string): AccountRefusedError {
	if (hint !== undefined) {
		return new AccountRefusedError(message, {
			hint: `${hint}, then run the same command again; nobody is called twice.`,
		});
	}
	return new AccountRefusedError(`The provider ${provider} refused the account: ${message}`, {
		hint: 'Check the credentials and the account with the provider, then run the same command again; nobody is called twice.',
	});
}
