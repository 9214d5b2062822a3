import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectCampaign } from '../../src/campaign/inspect.js';
import type { EndedRecord } from '../../src/journal/record.js';
import type { CampaignEvent } from '../../src/progress/events.js';
import { verify } from '../../src/results/verify.js';
import { CheckpointError } from '../../src/runtime/errors.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { phoneNumber } from '../helpers/contacts.js';
import { scaledClock } from '../helpers/scaled-clock.js';

interface Line {
	readonly id: string;
	readonly number: number;
	readonly text: string;
}

const line: fc.Arbitrary<Line> = fc.record({
	id: fc.constantFrom('', '1', '2', '3', '4', '5', '6', '7'),
	number: fc.nat(7),
	text: fc.constantFrom('a', 'b'),
});

/** One edit of a file; positions are taken modulo its length. */
const edit = fc.oneof(
	fc.record({ kind: fc.constant('add' as const), at: fc.nat(9), line }),
	fc.record({ kind: fc.constant('remove' as const), at: fc.nat(9) }),
	fc.record({
		kind: fc.constant('swap' as const),
		at: fc.nat(9),
		other: fc.nat(9),
		what: fc.constantFrom('row', 'number', 'id'),
	}),
	fc.record({
		kind: fc.constant('change' as const),
		at: fc.nat(9),
		line,
		what: fc.constantFrom('number', 'id', 'text'),
	}),
);
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function edited(lines: readonly Line[], change: Edit): Line[] {
	const next = [...lines];
	const at = change.at % Math.max(1, next.length);
	const here = next[at];
	if (change.kind === 'add') next.splice(at, 0, change.line);
	else if (here === undefined) return next;
	else if (change.kind === 'remove') next.splice(at, 1);
	else if (change.kind === 'change') next[at] = { ...here, [change.what]: change.line[change.what as keyof Line] };
	else {
		const other = change.other % next.length;
		const there = next[other] ?? here;
		const whole = change.what === 'row';
		next[at] = whole ? there : { ...here, [change.what]: there[change.what as keyof Line] };
		if (other !== at) next[other] = whole ? here : { ...there, [change.what]: here[change.what as keyof Line] };
	}
	return next;
}

function fileOf(lines: readonly Line[]): string {
	return `id,phone,text\n${lines.map(({ id, number, text }) => `${id},${phoneNumber(number)},${text}\n`).join('')}`;
}

function keyOf({ id, number }: Line): string {
	return id === '' ? phoneNumber(number) : `id:${id}`;
}

/** The records of calls that ended. */
function endedIn(checkpoint: string): EndedRecord[] {
	const records = readFileSync(checkpoint, 'utf8').trimEnd().split('\n');
	const ended = records.map((record) => JSON.parse(record)).filter(({ type }) => type === 'ended');
	return ended.filter(({ result }) => result.call !== undefined);
}

/** How a run is ended early: at its so-manieth event of this type, leaving calls live or following them. */
const end = fc.record({
	type: fc.constantFrom<CampaignEvent['type']>('attempt_started', 'call_accepted', 'attempt_in_doubt', 'call_refused'),
	nth: fc.integer({ min: 1, max: 3 }),
	leave: fc.boolean(),
});

const story = fc.record({
	first: fc.array(line, { minLength: 2, maxLength: 8 }),
	runs: fc.array(fc.record({ end, edits: fc.array(edit, { minLength: 1, maxLength: 4 }) }), {
		minLength: 1,
		maxLength: 3,
	}),
	seed: fc.nat(1_000),
});

const FAULTS = ['reset-after', 'error-after', 'error-before', 'refuse'].map((kind) => ({ kind, probability: 0.12 }));
const STATUSES = /^(completed|placed|failed|in_doubt|pending|invalid|duplicate)$/;

test('however the file is edited between runs, no number is rung twice, every row stands in the results once, and so does every call whose contact is there', async () => {
	let told = 0;
	await fc.assert(
		fc.asyncProperty(story, async ({ first, runs, seed }) => {
			const clock = scaledClock(40);
			const calls = { ring: { min: '50ms', max: '400ms' }, talk: { min: '50ms', max: '400ms' } };
			const mock = await mockProvider({ calls, faults: FAULTS }, clock, seed);
			const setup = campaignSetup(mock.url, 1, { timeoutMs: 60_000, concurrency: 3 }, clock);
			let lines: readonly Line[] = first;
			/** @returns whether the campaign is at its end. */
			const run = async (stopAt?: typeof end extends fc.Arbitrary<infer E> ? E : never): Promise<boolean> => {
				writeFileSync(setup.options.contacts, fileOf(lines));
				let left = stopAt?.nth ?? Number.POSITIVE_INFINITY;
				const report = await runCampaign(setup, (campaign, { type }) => {
					if (type !== stopAt?.type || --left !== 0) return;
					const stop = { cause: 'signal', why: 'the test ends it' } as const;
					if (stopAt.leave) campaign.abandon(stop);
					else campaign.stop(stop);
				});
				told += report.events.filter((event) => 'changes' in event).length;
				const { rings, duplicates } = mock.truth();
				expect(duplicates).toEqual([]);
				const rows = readResults(setup.options.results);
				expect(
					rows.map(({ id, phone, text, call_status: status }) => [id, phone, text, STATUSES.test(status ?? '')]),
				).toEqual(lines.map(({ id, number, text }) => [id, phoneNumber(number), text, true]));
				const source = await inspectCampaign(setup.options.contacts, setup.options.checkpoint);
				expect(await verify(source, setup.options.results)).toMatchObject({ rings: [], rows: [] });
				for (const { call_to: to = '', call_status: status } of rows) {
					if (status === 'completed') expect(rings[to]).toBe(1);
				}
				for (const { contact, result } of endedIn(setup.options.checkpoint)) {
					const stands = lines.some((one) => keyOf(one) === contact);
					const shown = rows.filter(({ call_id: call, call_to: to }) => call === result.call && to === result.to);
					expect(shown).toHaveLength(stands ? 1 : 0);
				}
				return report.left === 0;
			};
			try {
				for (const { end: stopAt, edits } of runs) {
					await run(stopAt);
					const next = edits.reduce<readonly Line[]>(edited, lines);
					if (next.length > 0) lines = next;
				}
				for (let more = 0; !(await run()); more += 1) expect(more).toBeLessThan(3);
			} catch (error) {
				// Nothing begun is left in the file: for another campaign it is refused, and nobody is rung.
				if (!(error instanceof CheckpointError)) throw error;
				expect(error.message).toContain('belongs to another contacts file');
			}
			await mock.close();
		}),
		{ numRuns: 12 },
	);
	expect(told).toBeGreaterThan(3);
});
