import type { z } from 'zod';
import type { SettingName } from './flags.js';
import * as types from './setting-types.js';

/** How each setting's value is read. */
export const SETTING_TYPES = {
	provider: types.text,
	from: types.callers,
	agent: types.text,
	baseUrl: types.url,
	country: types.country,
	map: types.columnMap,
	results: types.text,
	checkpoint: types.text,
	concurrency: types.count(1),
	maxConcurrency: types.count(1),
	rate: types.rate,
	ratePerCaller: types.rate,
	bridge: types.bridge,
	failover: types.text,
	batch: types.batch,
	until: types.until,
	limiter: types.limiter,
	aimd: types.aimd,
	limit: types.count(1),
	maxDuration: types.duration,
	giveUpAfter: types.duration,
	timeout: types.duration,
	settle: types.duration,
	stateDir: types.text,
	webhookListen: types.listenAddress,
	webhookUrl: types.url,
	dryRun: types.flag,
	scenario: types.text,
	seed: types.count(0),
	restart: types.flag,
	sameAccount: types.flag,
	yes: types.flag,
	json: types.flag,
	events: types.text,
	redact: types.flag,
	quiet: types.flag,
	verbose: types.flag,
} as const satisfies Record<SettingName, z.ZodType>;

/** The values of those settings that were given. */
export type Settings = { readonly [Name in SettingName]?: z.output<(typeof SETTING_TYPES)[Name]> };
