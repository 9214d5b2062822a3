import { readFileSync } from 'node:fs';

/** The version in package.json, two steps up from `src/cli` as well as from `dist/cli`. */
export function version(): string {
	const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
		version: string;
	};
	return manifest.version;
}
