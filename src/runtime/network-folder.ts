import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** What statfs(2) calls the file systems that several machines can use at one time. */
const SHARED: ReadonlySet<number> = new Set([
	0x6969, // NFS
	0x517b, // SMB
	0xff534d42, // CIFS
	0xfe534d42, // SMB 2 and later
	0x01021997, // 9p
	0x65735546, // FUSE, virtiofs too
	0x00c36400, // Ceph
	0x0bd00bd0, // Lustre
	0x47504653, // GPFS
	0x01161970, // GFS2
	0x7461636f, // OCFS2
	0x786f4256, // shared folders of VirtualBox
	0x5346414f, // AFS
	0x73757245, // Coda
]);

/** Whether other machines may use the folder of this file at the same time; true when that cannot be found out. */
export function mayBeShared(path: string): boolean {
	try {
		return SHARED.has(statfsSync(dirname(path)).type >>> 0);
	} catch {
		return true;
	}
}
