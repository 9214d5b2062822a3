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

/** One process, so that it can be told from every other, also on other machines and at other times. */
export interface ProcessIdentity {
	readonly pid: number;
	readonly host: string;
	/** What distinguishes this process from another that later gets the same number; empty where the system tells nothing. */
	readonly born: string;
}

/** This process. */
export function identify(processes: Processes): ProcessIdentity {
	return { pid: processes.pid, host: processes.host, born: processes.born(processes.pid) };
}

/** Whether that process, one of this machine, still runs. */
export function stillRuns(process: ProcessIdentity, processes: Processes): boolean {
	if (!processes.alive(process.pid)) return false;
	const born = processes.born(process.pid);
	return process.born === '' || born === '' || process.born === born;
}

export const systemProcesses: Processes = {
	pid: process.pid,
	host: hostname(),
	alive(pid) {
		try {
			process.kill(pid, 0);
		} catch (error) {
			return systemCode(error) === 'EPERM'; // it is there, and another user's
		}
		// A process that was killed and not yet buried by its parent still answers; in a container it may do so for ever.
		return !/^[ZX]$/.test(statFields(pid)[0] ?? '');
	},
	born(pid) {
		const start = statFields(pid)[19];
		if (start === undefined) return '';
		return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${start}`;
	},
};

/**
 * What Linux tells of a process (proc(5), /proc/<pid>/stat) from its third field, the state, on; empty elsewhere. The
 * second field, the command, may itself hold blanks and brackets.
 */
function statFields(pid: number): string[] {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	} catch {
		return [];
	}
}
