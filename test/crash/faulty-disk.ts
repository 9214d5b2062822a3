import { type Disk, type OpenFile, systemDisk } from '../../src/runtime/disk.js';
import type { CampaignFiles } from './judge-files.js';

export type Operation = 'open' | 'write' | 'datasync' | 'truncate' | 'close' | 'rename' | 'remove' | 'syncDirectory';

/** What befalls a disk. */
export interface DiskFault {
	/** The operations that it can strike; the others pass. */
	readonly strikes: readonly Operation[];
	/** The system's error; absent: nothing fails. A write that fails leaves half of its bytes, as a full disk does. */
	readonly code?: string;
	/** From its first operation on: strikes all, not just one. */
	readonly lasts?: boolean;
	/** A write takes only half of what it is given, which is no error. */
	readonly short?: boolean;
	/** What another program does to a file right before an operation on it. */
	readonly meanwhile?: { readonly to: 'checkpoint' | 'results'; readonly harm: (path: string) => void };
}

/** The real disk with a fault at the n-th operation that the fault can strike; knows what is safe in the checkpoint. */
export class FaultyDisk implements Disk {
	readonly #fault: DiskFault;
	readonly #at: number;
	readonly #files: CampaignFiles;
	#written = '';
	#seen = 0;
	/** Everything in the checkpoint that would survive a loss of power. */
	safe = '';

	constructor(files: CampaignFiles, at: number, fault: DiskFault) {
		this.#files = files;
		this.#at = at;
		this.#fault = fault;
	}

	/** Operations so far that the fault could have struck. */
	get seen(): number {
		return this.#seen;
	}

	get struck(): boolean {
		return this.#seen >= this.#at;
	}

	async open(path: string, how: 'a' | 'w'): Promise<OpenFile> {
		this.#pass('open', path);
		const file = await systemDisk.open(path, how);
		const isCheckpoint = path === this.#files.checkpoint;
		return {
			write: async (bytes, from) => {
				const half = bytes.subarray(0, from + Math.ceil((bytes.length - from) / 2));
				const strikes = this.#strikes('write', path);
				const written = await file.write(strikes && this.#fault.meanwhile === undefined ? half : bytes, from);
				if (isCheckpoint) this.#written += bytes.toString('utf8', from, from + written);
				if (strikes) this.#fail(path);
				return written;
			},
			datasync: async () => {
				this.#pass('datasync', path);
				const written = this.#written;
				await file.datasync();
				if (isCheckpoint) this.safe = written;
			},
			truncate: async (size) => {
				this.#pass('truncate', path);
				await file.truncate(size);
			},
			identity: () => file.identity(),
			close: async () => {
				// The descriptor is gone even when the system reports an error.
				await file.close();
				this.#pass('close', path);
			},
		};
	}

	async rename(from: string, to: string): Promise<void> {
		this.#pass('rename', to);
		await systemDisk.rename(from, to);
	}

	async remove(path: string): Promise<void> {
		this.#pass('remove', path);
		await systemDisk.remove(path);
	}

	identity(path: string) {
		return systemDisk.identity(path);
	}

	async syncDirectory(path: string): Promise<void> {
		this.#pass('syncDirectory', path);
		await systemDisk.syncDirectory(path);
	}

	#pass(operation: Operation, path: string): void {
		if (this.#strikes(operation, path)) this.#fail(path);
	}

	#strikes(operation: Operation, path: string): boolean {
		const { strikes, meanwhile, lasts } = this.#fault;
		if (!strikes.includes(operation)) return false;
		if (meanwhile !== undefined && path !== this.#files[meanwhile.to]) return false;
		this.#seen += 1;
		const now = lasts ? this.#seen >= this.#at : this.#seen === this.#at;
		if (now) meanwhile?.harm(path);
		return now;
	}

	#fail(path: string): void {
		const { code } = this.#fault;
		if (code !== undefined) throw Object.assign(new Error(`${code}: fault, '${path}'`), { code });
	}
}
