import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProgressLines } from '../../../src/progress/progress-lines.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { answeredCalls, NINE, Recorder, SAMPLES, sample } from './samples.js';

function makeLines(verbose = false) {
	const clock = new VirtualClock(NINE);
	const stream = new Recorder();
	return { clock, stream, lines: new ProgressLines({ clock, stream, timeZone: 'UTC', verbose }) };
}

describe('lines for a log', () => {
	test('tell every 5 s where the run stands, and notable events at once', async () => {
		const { clock, stream, lines } = makeLines();
		lines.sink(sample('campaign_started', 0, { settled: 0, todo: 1_200, adopted: 0 }));
		await clock.advance(10_000);
		answeredCalls(lines.sink, 11, 1_000);
		lines.sink(sample('waiting', 12_000, { until: NINE + 20_000 }));
		await clock.advance(5_000);
		lines.sink(sample('stopping', 16_000));
		await clock.advance(1_500);
		lines.stop();
		expect(stream.lines).toEqual([
			'09:00:05 0 of 1,200 done, 0 live of 20 slots, 0.0 of 1 calls/s, 0 refused, 0 in doubt',
			'09:00:10 0 of 1,200 done, 0 live of 20 slots, 0.0 of 1 calls/s, 0 refused, 0 in doubt',
			'09:00:12 waiting: the provider refused 3 times; next try in 8 s',
			'09:00:15 11 of 1,200 done, 0 live of 20 slots, 0.5 of 1 calls/s, 0 refused, 0 in doubt, about 30 min left; waiting since 09:00:12: the provider refused 3 times; next try in 5 s',
			'09:00:16 stopping: interrupted; no more calls are started, 4 live (Ctrl-C again leaves them alone)',
			'09:00:16 11 of 1,200 done, 0 live of 20 slots, 0.4 of 1 calls/s, 0 refused, 0 in doubt; stopping: interrupted',
		]);
	});

	test('do not mention waits of the ordinary course', async () => {
		const { clock, stream, lines } = makeLines();
		lines.sink(sample('campaign_started', 0, { slots: 5 }));
		lines.sink(sample('attempt_started', 0, { live: 5, slots: 5 }));
		lines.sink(sample('waiting', 0, { code: 'slots', why: 'all 5 slots are in use', until: undefined }));
		await clock.advance(5_000);
		expect(stream.text).toContain('5 live of 5 slots');
		expect(stream.text).not.toContain('waiting');
	});

	test('end with the last state, after which nothing more is written', async () => {
		const { clock, stream, lines } = makeLines();
		lines.sink(sample('campaign_started'));
		lines.stop();
		lines.stop();
		lines.sink(sample('stopping'));
		await clock.advance(60_000);
		expect(stream.lines).toHaveLength(1);
	});

	test('say nothing about a run that never began', async () => {
		const { clock, stream, lines } = makeLines();
		await clock.advance(60_000);
		lines.stop();
		expect(stream.text).toBe('');
	});
});

test('verbose lines tell every event', () => {
	const { stream, lines } = makeLines(true);
	for (const event of Object.values(SAMPLES)) lines.sink(event);
	lines.sink(sample('call_accepted', 0, { reconciled: true }));
	lines.sink(sample('waiting', 0, { code: 'none', why: 'calls are started again' }));
	expect(stream.lines).toEqual([
		'09:00:00 campaign c0ffee01 on retell: 40,500 rows, 28,000 to do, 12,000 settled before, 500 skipped, 2 taken over, 20 slots',
		'09:00:00 line 12 is invalid: no phone number',
		'09:00:00 contact ann: attempt c0ffee01.1, 3 live of 20 slots',
		'09:00:00 contact ann: taken after 120 ms, call call_1',
		'09:00:00 contact ann: refused (rate): too many requests',
		'09:00:00 contact ann: call call_1 ended after 32 s, no answer',
		'09:00:00 contact ann: not called (config): no such agent',
		'09:00:00 contact ann: attempt c0ffee01.1 is in doubt: no answer within 30 s',
		'09:00:00 contact ann: attempt c0ffee01.1 was not placed: the provider shows no such call',
		'09:00:00 contact ann: completed, answered',
		'09:00:00 slots 20 -> 10: refused at 10 live calls',
		'09:00:00 waiting: the provider refused 3 times',
		'09:00:00 calls go on through twilio: the account is refused; 4 live stay where they are and are followed there',
		'09:00:00 the folder cannot be written to',
		'09:00:00 stopping: interrupted; no more calls are started, 4 live (Ctrl-C again leaves them alone)',
		'09:00:00 ended: all contacts are settled; 0 contacts left',
		'09:00:00 contact ann: its attempt in doubt was taken, call call_1',
		'09:00:00 calls are started again',
	]);
});

test('no control character reaches the stream, whatever the provider and the contacts file say', async () => {
	const nasty = fc.string({ unit: 'binary' }).map((text) => `\u001b[2J${text}\u009b31m\n`);
	await fc.assert(
		fc.asyncProperty(nasty, fc.boolean(), async (text, verbose) => {
			const { clock, stream, lines } = makeLines(verbose);
			lines.sink(sample('campaign_started', 0, { campaign: text }));
			lines.sink(sample('contact_skipped', 0, { reason: text }));
			lines.sink(sample('attempt_in_doubt', 0, { contact: text, why: text }));
			lines.sink(sample('attempt_failed', 0, { message: text }));
			lines.sink(sample('contact_settled', 0, { outcome: text }));
			lines.sink(sample('waiting', 0, { why: text }));
			await clock.advance(5_000);
			lines.sink(sample('stopping', 0, { why: text }));
			lines.stop();
			expect(stream.text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
			expect(stream.lines.every((line) => /^\d\d:\d\d:\d\d /.test(line))).toBe(true);
		}),
		{ numRuns: 30 },
	);
});
