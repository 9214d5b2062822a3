import { statSync, truncateSync } from 'node:fs';
import type { Disk, OpenFile } from '../../src/runtime/disk.js';
import { promptDisk } from '../helpers/prompt-disk.js';
import type { Fuse } from './fuse.js';

/** The real disk as a process that is about to die sees it. */
export class MortalDisk implements Disk {
	readonly #fuse: Fuse;
	/** Bytes that would survive a loss of power, of every file that was opened. */
	readonly #safe = new Map<string, number>();

	constructor(fuse: Fuse) {
		this.#fuse = fuse;
	}

	/** The power goes as well: what was not synced is gone. */
	losePower(): void {
		for (const [path, bytes] of this.#safe) {
			const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
			if (size > bytes) truncateSync(path, bytes);
		}
	}

	async open(path: string, how: 'a' | 'w'): Promise<OpenFile> {
		await this.#fuse.pass('open');
		const file = await promptDisk.open(path, how);
		this.#safe.set(path, (await file.identity()).size);
		return this.#mortal(path, file);
	}

	async rename(from: string, to: string): Promise<void> {
		await this.#fuse.pass('replace');
		await promptDisk.rename(from, to);
		this.#safe.set(to, this.#safe.get(from) ?? 0);
		this.#safe.delete(from);
	}

	async remove(path: string): Promise<void> {
		await this.#fuse.live();
		await promptDisk.remove(path);
	}

	async identity(path: string) {
		await this.#fuse.live();
		return promptDisk.identity(path);
	}

	async syncDirectory(): Promise<void> {
		await this.#fuse.live();
	}

	#mortal(path: string, file: OpenFile): OpenFile {
		const fuse = this.#fuse;
		return {
			write: async (bytes, from) => {
				const length = fuse.write(bytes.length - from);
				const written = length === 0 ? 0 : await file.write(bytes.subarray(0, from + length), from);
				await fuse.live();
				await fuse.pass('written');
				return written;
			},
			datasync: async () => {
				await fuse.pass('sync');
				// The machine itself stays up: nothing need be waited for.
				this.#safe.set(path, (await file.identity()).size);
				await fuse.pass('synced');
			},
			truncate: async (size) => {
				await fuse.live();
				await file.truncate(size);
			},
			identity: async () => {
				await fuse.live();
				return file.identity();
			},
			close: () => file.close(),
		};
	}
}
