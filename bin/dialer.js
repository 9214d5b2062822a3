#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
	process.stderr.write(`dialer needs Node 20.18.1 or newer; this is ${process.version}.\n`);
	process.exit(2);
}
await import('../dist/cli/main.js');
