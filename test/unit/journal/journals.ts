import { FileJournal } from '../../../src/journal/journal.js';
import { CampaignState } from '../../../src/journal/state.js';
import { type Clock, systemClock, VirtualClock } from '../../../src/runtime/clock.js';
import { systemDisk } from '../../../src/runtime/disk.js';
import { type AppendFile, openAppendFile } from '../../../src/runtime/files.js';

/** A write that has been asked for and waits for the test to say how it goes. */
interface HeldWrite {
	readonly text: string;
	readonly durable: boolean;
	succeed(): void;
	fail(error: unknown): void;
}

/** A disk on which every write takes until the test ends it. */
class HeldFile implements AppendFile {
	size = 0;
	closed = false;
	readonly writes: HeldWrite[] = [];

	append(text: string, durable: boolean): Promise<void> {
		return new Promise((resolve, reject) => {
			const succeed = () => {
				this.size += Buffer.byteLength(text);
				resolve();
			};
			this.writes.push({ text, durable, succeed, fail: reject });
		});
	}

	async close(): Promise<void> {
		this.closed = true;
	}

	/** The write under way; there must be one. */
	get last(): HeldWrite {
		const last = this.writes.at(-1);
		if (last === undefined) throw new Error('nothing was written');
		return last;
	}
}

/** A journal on such a disk, at a virtual time. */
export function heldJournal() {
	const file = new HeldFile();
	const clock = new VirtualClock();
	const failures: unknown[] = [];
	const journal = new FileJournal(file, new CampaignState(), clock, (error) => failures.push(error));
	/** Lets everything run that can run, and so much time pass that a write that gathers begins. */
	const turn = () => clock.advance(10);
	return { file, clock, failures, journal, turn };
}

/** Waits are over as soon as everything else has had its turn. */
const hastyClock: Clock = {
	...systemClock,
	after(_, callback) {
		const turn = setImmediate(callback);
		return () => clearImmediate(turn);
	},
};

/** A journal on a real file. */
export async function fileJournal(path: string, state = new CampaignState(), keepBytes?: number): Promise<FileJournal> {
	return new FileJournal(await openAppendFile(systemDisk, path, keepBytes), state, hastyClock, (error) => {
		throw error;
	});
}

/** How a promise stands, seen from outside. */
export function watch(promise: Promise<void>): { state: 'waiting' | 'resolved' | 'rejected'; error?: unknown } {
	const seen: { state: 'waiting' | 'resolved' | 'rejected'; error?: unknown } = { state: 'waiting' };
	promise.then(
		() => {
			seen.state = 'resolved';
		},
		(error: unknown) => {
			seen.state = 'rejected';
			seen.error = error;
		},
	);
	return seen;
}
