import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Learned } from '../governor/governor.js';
import type { Disk } from '../runtime/disk.js';
import { replaceFile } from '../runtime/files.js';

/** What was found out about an account, and when, epoch ms. */
export interface Found extends Learned {
	readonly at: number;
}

/** After this time the provider may well have changed its limits, ms. */
const STALE_AFTER_MS = 24 * 3_600_000;

/** As it stands in files. */
export const foundSchema = z.object({
	at: z.number(),
	ceiling: z.number().positive().optional(),
	pacePerSecond: z.number().positive().optional(),
	windowMs: z.number().positive().optional(),
	proven: z.number().nonnegative(),
});

const fileSchema = z.object({ v: z.literal(1), ...foundSchema.shape });

/**
 * What an earlier campaign found out; undefined when there is nothing that is fresh and sound. It only helps, so whatever
 * is wrong with the file, the campaign finds out anew.
 */
export function readLearned(path: string, now: number): Found | undefined {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
	const { data } = fileSchema.safeParse(content);
	if (data === undefined || data.at > now || now - data.at > STALE_AFTER_MS) return undefined;
	const { v: _, ...found } = data;
	return found;
}

/** @throws DiskError */
export async function writeLearned(disk: Disk, path: string, found: Found): Promise<void> {
	await replaceFile(disk, path, async (add) => add(`${JSON.stringify({ v: 1, ...found })}\n`));
}
