// A process of several-processes.test.ts: one dialer on a shared account. The parent is the provider: it is told of every
// start and end. Time runs faster than on the wall, alike in all processes.
import { leaseFile } from '../../../dist/account/lease-file.js';
import { SharedAccount } from '../../../dist/account/shared-account.js';
import { systemClock } from '../../../dist/runtime/clock.js';
import { systemDisk } from '../../../dist/runtime/disk.js';
import { systemProcesses } from '../../../dist/runtime/processes.js';

const { path, id, ceiling, origin, speed, adopted } = JSON.parse(process.argv[2] ?? '');

const now = () => origin + (Date.now() - origin) * speed;
const clock = {
	now,
	monotonic: now,
	after(ms, callback) {
		const timer = setTimeout(callback, ms / speed);
		return () => clearTimeout(timer);
	},
};

let live = adopted;
let share = { slots: 0 };
const governor = {
	share(given) {
		share = given;
	},
	learned: () => ({ ceiling, proven: 0 }),
	restore() {},
	snapshot: () => ({ live }),
	admit() {
		if (live >= Math.min(share.slots, ceiling)) return { waitMs: 1_000, why: { code: 'slots', text: '' } };
		live += 1;
		return { ticket: { id: 0, epoch: 0 } };
	},
};

let tokens = 0;
// Waiting for the lock is a matter of real time: the machine may be slow.
const lockClock = { ...systemClock, now };
const turn = {
	clock: lockClock,
	processes: systemProcesses,
	random: Math.random,
	disk: systemDisk,
	newToken: () => `${process.pid}-${tokens++}`,
};
const shared = new SharedAccount({
	id,
	governor,
	store: leaseFile(path, turn),
	clock,
	found: { at: origin, ceiling, proven: 0 },
	notice: (text) => process.send({ notice: text }),
});

function callOn() {
	setTimeout(() => process.send('end'), 5 + 45 * Math.random());
}

function dial() {
	while ('ticket' in shared.governor.admit(now())) {
		process.send('start');
		callOn();
	}
	setTimeout(dial, 2);
}

process.on('message', () => {
	live -= 1;
});
process.on('disconnect', () => process.exit());
await shared.join(adopted);
for (let call = 0; call < adopted; call += 1) callOn();
dial();
