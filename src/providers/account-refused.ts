import { AccountRefusedError } from '../runtime/errors.js';

/** The error for a provider that refuses the credentials or the account. `message`: the provider's own words. */
export function accountRefused(provider: string, message: string): AccountRefusedError {
	return new AccountRefusedError(`The provider ${provider} refused the account: ${message}`, {
		hint: 'Check the API key and the account with the provider, then run the same command again; nobody is called twice.',
	});
}
