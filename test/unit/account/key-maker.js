// A process of account-id.test.ts: goes for the machine's key at the moment that it is told, and tells what it got.
import { machineKey } from '../../../dist/account/account-id.js';

process.on('message', ({ folder, at }) => {
	while (Date.now() < at);
	process.send(machineKey(folder).toString('hex'));
});
process.send('ready');
