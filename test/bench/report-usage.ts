import { writeFileSync } from 'node:fs';

/** Loaded into a measured process: writes down what it took, when it exits. */
process.on('exit', () => {
	const { user, system } = process.cpuUsage();
	const usage = { cpuMs: (user + system) / 1_000, peakMb: process.resourceUsage().maxRSS / 1_024 };
	writeFileSync(process.env.BENCH_USAGE_FILE ?? '', JSON.stringify(usage));
});
