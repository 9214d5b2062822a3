/**
 * Loaded into the program by a test (NODE_OPTIONS=--import): writes a line to the file NETWORK_RECORD for each connection
 * that is begun, each name that is looked up, each datagram socket and each address that is listened on.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

function record(line) {
	appendFileSync(process.env.NETWORK_RECORD, `${line}\n`);
}

function before(holder, name, tell) {
	const original = holder[name];
	holder[name] = function (...given) {
		tell.call(this, ...given);
		return original.apply(this, given);
	};
}

/** An address is no name: nobody is asked for it. */
function lookUp(host) {
	if (net.isIP(host) === 0) record(`look up ${host}`);
}

before(net.Socket.prototype, 'connect', (first) => {
	const { host = 'localhost', port, path } = (Array.isArray(first) ? first[0] : first) ?? {};
	record(`connect ${path ?? `${host}:${port}`}`);
});
before(net.Server.prototype, 'listen', function () {
	this.once('listening', () => {
		const { address, port } = this.address();
		record(`listen ${address}:${port}`);
	});
});
before(dgram, 'createSocket', () => record('datagram'));
for (const holder of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
	for (const name of ['lookup', 'lookupService', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'reverse']) {
		if (typeof holder[name] === 'function') before(holder, name, lookUp);
	}
}
syncBuiltinESMExports();
