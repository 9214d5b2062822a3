// Loaded before the program (node --import): kills it with SIGKILL right before its n-th operation on files whose path
// matches, or, when that is a write, after half of its bytes. DIE_AT = {"path","operation","half","afterSignal"}.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { path, operation, half, afterSignal } = JSON.parse(process.env.DIE_AT);
const pattern = new RegExp(path);
const pathOf = new Map();
const { writeSync } = fs;
let counts = !afterSignal;
let seen = 0;
if (afterSignal) {
	process.on('SIGTERM', () => {
		counts = true;
	});
}

/** @param target a path or a descriptor */
function reached(target, bytes) {
	const name = typeof target === 'number' ? pathOf.get(target) : String(target);
	if (!counts || name === undefined || !pattern.test(name)) return;
	seen += 1;
	if (seen !== operation) return;
	if (half && Buffer.isBuffer(bytes)) writeSync(target, bytes, 0, Math.floor(bytes.length / 2));
	process.kill(process.pid, 'SIGKILL');
}

const SYNC = ['linkSync', 'unlinkSync', 'writeFileSync', 'readFileSync'];
const ASYNC = ['read', 'write', 'fdatasync', 'fsync', 'ftruncate', 'close', 'rename', 'unlink'];
for (const name of [...SYNC, ...ASYNC]) {
	replace(name, (original) => (target, ...rest) => {
		reached(target, name === 'write' ? rest[0] : undefined);
		return original(target, ...rest);
	});
}
replace('open', (original) => (file, ...rest) => {
	reached(file);
	const done = rest.pop();
	original(file, ...rest, (error, descriptor) => {
		if (error === null) pathOf.set(descriptor, String(file));
		done(error, descriptor);
	});
});
syncBuiltinESMExports();

function replace(name, wrap) {
	const original = fs[name];
	// With what promisify() knows of the original.
	fs[name] = Object.defineProperties(wrap(original), Object.getOwnPropertyDescriptors(original));
}
