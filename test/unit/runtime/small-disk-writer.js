// Run by append-file.test.ts with a limit on the size of files: the second write breaks off in the middle.
import { systemDisk } from '../../../dist/runtime/disk.js';
import { openAppendFile } from '../../../dist/runtime/files.js';

const file = await openAppendFile(systemDisk, process.argv[2]);
await file.append(`${'a'.repeat(99)}\n`, true);
const error = await file.append(`${'b'.repeat(5_000)}\n`, true).catch((thrown) => thrown);
await file.append(`${'c'.repeat(9)}\n`, true);
await file.close();
process.stdout.write(JSON.stringify({ error: error?.name, size: file.size }));
