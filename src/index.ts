/**
 * The dialer as a library. `Campaign.prepare(options, host)` reads the files, takes the lock and tells what a run would
 * do; `run()` does it.
 */
export { Campaign, type CampaignReport } from './campaign/campaign.js';
export type { CampaignHost, CampaignOptions } from './campaign/options.js';
export type { Preview } from './campaign/preview.js';
export { loadScenario } from './mock/scenario.js';
export { type MockServer, startMock } from './mock/server.js';
export { eventSchema } from './progress/event-schema.js';
export type { CampaignEvent, EventSink } from './progress/events.js';
export type { Provider } from './providers/provider.js';
export { type RetellOptions, retellProvider } from './providers/retell/adapter.js';
export { type Clock, systemClock } from './runtime/clock.js';
export { DialerError } from './runtime/errors.js';
export { EXIT } from './runtime/exit-codes.js';
export { systemProcesses } from './runtime/processes.js';
