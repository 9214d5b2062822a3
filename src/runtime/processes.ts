import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from './errors.js';

/** What can be known of the processes on this machine; tests hand in their own. */
export interface Processes {
	/** This process. */
	readonly pid: number;
	/** This machine's name. */
	readonly host: string;
	/** Whether a process with this number runs on this machine. */
	alive(pid: number): boolean;
	/**
	 * When that process was born, in the system's own words, so that it can be told from a later one with the same
	 * number; '' where the system does not tell (only Linux does).
	 */
	born(pid: number): string;
}

export const systemProcesses: Processes = {
	pid: process.pid,
	host: hostname(),
	alive(pid) {
		try {
			process.kill(pid, 0);
			return true;
		} catch (error) {
			return systemCode(error) === 'EPERM'; // it is there, and another user's
		}
	},
	born(pid) {
		try {
			const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
			// Field 22 of stat is the start time; the second field, the command, may itself hold blanks and brackets.
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			return `${boot}/${fields[19] ?? ''}`;
		} catch {
			return '';
		}
	},
};
