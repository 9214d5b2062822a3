// A process of lock-race.test.ts: goes for the lock that it is told of, at the moment that it is told, and keeps it.
import { acquireLock } from '../../../dist/journal/lock.js';

let serial = 0;

process.on('message', ({ path, at }) => {
	serial += 1;
	while (Date.now() < at);
	try {
		acquireLock(path, `${process.pid}-${serial}`, at);
		process.send('won');
	} catch (error) {
		process.send(error.code ?? String(error));
	}
});
process.send('ready');
