/**
 * Certificates for tests, valid from 2020 to 2120 unless the name says otherwise, made once with `openssl ca`: by an
 * authority whose key is not kept, for provider.test, proxy.test, localhost and 127.0.0.1. All have the same key.
 */
import { readFileSync } from 'node:fs';

const read = (name: string) => readFileSync(new URL(`../http/fixtures/${name}.pem`, import.meta.url), 'utf8');

/** What a client must trust to believe them. */
export const authority = (): string => read('authority');

export function certificate(name: 'valid' | 'expired' | 'other-host' | 'self-signed'): { cert: string; key: string } {
	return { cert: read(name), key: read('server.key') };
}
