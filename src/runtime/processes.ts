import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from './errors.js';

/** What can be known of the processes on this machine; tests hand in their own. */
export interface Processes {
	/** This process. */
	readonly pid: number;
	/** This machine's name. */
	readonly host: string;
	/** Within what processes are numbered: each container numbers its own from 1 on. '' where the system does not tell. */
	readonly space: string;
	/** Tells this machine from others of the same name, also after a restart; '' where nothing does. */
	readonly machine: string;
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
	/** As in `Processes`; absent in what an earlier version wrote. */
	readonly space?: string | undefined;
	readonly machine?: string | undefined;
}

/**
 * What can be told of a process from here. `earlier`: it ran before the last restart of the machine with this name; if
 * that is this very machine, it is gone. `unseen`: of another machine or container, so that only people can find out.
 */
export type Sight = 'runs' | 'gone' | 'earlier' | 'unseen';

/** This process. */
export function identify({ pid, host, space, machine, born }: Processes): ProcessIdentity {
	return { pid, host, born: born(pid), space, machine };
}

/** Whether that process still runs, as far as it can be seen from here. */
export function sightOf(process: ProcessIdentity, processes: Processes): Sight {
	const boot = bootOf(process.born);
	const here = bootOf(processes.born(processes.pid));
	const bothTell = boot !== '' && here !== '';
	// One boot is one machine, whatever it was called then.
	if (process.host !== processes.host && !(bothTell && boot === here)) return 'unseen';
	if (bothTell && boot !== here) return differ(process.machine, processes.machine) ? 'unseen' : 'earlier';
	if (differ(process.space, processes.space)) return 'unseen';
	if (!processes.alive(process.pid)) return 'gone';
	return differ(process.born, processes.born(process.pid)) ? 'gone' : 'runs';
}

/** Whether two words of the system differ; one that it does not tell differs from none. */
function differ(one: string | undefined, other: string | undefined): boolean {
	return one !== undefined && one !== '' && other !== undefined && other !== '' && one !== other;
}

function bootOf(born: string): string {
	return born.slice(0, Math.max(0, born.indexOf('/')));
}

/** The machine's own numbering on Linux (PROC_PID_INIT_INO); any other is a container's. */
const OUTERMOST_SPACE = 'pid:[4026531836]';

const SPACE = ownSpace();

export const systemProcesses: Processes = {
	pid: process.pid,
	host: hostname(),
	space: SPACE,
	machine: SPACE === OUTERMOST_SPACE ? machineWord() : '',
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

function ownSpace(): string {
	try {
		return readlinkSync('/proc/self/ns/pid');
	} catch {
		return '';
	}
}

/** From machine-id(5), which is not to be shown to others as it is. Of a container it would only name its image. */
function machineWord(): string {
	try {
		const id = readFileSync('/etc/machine-id', 'utf8').trim();
		return id === '' ? '' : createHash('sha256').update(`dialer ${id}`).digest('hex').slice(0, 16);
	} catch {
		return '';
	}
}
