import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgressBar } from '../../../src/progress/progress-bar.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { answeredCalls, NINE, Recorder, sample } from './samples.js';
import { screenOf } from './screen.js';

// The bar's own timer is the library's, which takes no clock.
beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

function makeBar(stream = new Recorder(true, 80)) {
	const clock = new VirtualClock(NINE);
	return { stream, bar: new ProgressBar({ clock, stream, timeZone: 'UTC' }) };
}

const STARTED = sample('campaign_started', 0, { settled: 0, todo: 10, adopted: 0, slots: 5 });

test('notable events stand above the bar, and the last state stays on the screen', () => {
	const { stream, bar } = makeBar();
	bar.sink(STARTED);
	answeredCalls(bar.sink, 5, 0);
	vi.advanceTimersByTime(400);
	bar.sink(sample('limit_changed', 1_000, { from: 5, to: 2, why: 'refused at 5 live calls' }));
	vi.advanceTimersByTime(400);
	bar.sink(sample('attempt_in_doubt', 2_000, { contact: 'a\u001b[2Jnn' }));
	bar.sink(sample('stopping', 3_000));
	bar.stop();
	expect(screenOf(stream.text)).toEqual([
		'09:00:01 slots 5 -> 2: refused at 5 live calls',
		'09:00:02 contact ann: attempt c0ffee01.1 is in doubt: no answer within 30 s',
		'09:00:03 stopping: interrupted; no more calls are started, 4 live (Ctrl-C again leaves them alone)',
		'[====>     ] 5/10  50%  live 0/2  4.2/s  stopping: interrupted  refused 0',
		'',
	]);
});

test('it is drawn again when nothing but the lines above it changed', () => {
	const { stream, bar } = makeBar();
	bar.sink(STARTED);
	bar.sink(sample('attempt_failed'));
	vi.advanceTimersByTime(200);
	expect(screenOf(stream.text)).toEqual([
		'09:00:00 contact ann: not called (config): no such agent',
		'[          ] 0/10  0%  live 0/5  0.0 of 1/s  refused 0  in doubt 0',
	]);
	bar.stop();
});

test('it leaves the terminal as it found it: no hidden cursor, no other line wrapping, no timer', () => {
	const { stream, bar } = makeBar();
	bar.sink(STARTED);
	bar.stop();
	bar.stop();
	bar.sink(sample('stopping'));
	expect(stream.text).not.toContain('\u001b[?');
	expect(stream.text.match(/\n/g)).toHaveLength(1);
	expect(vi.getTimerCount()).toBe(0);
});

test('a stop before the run began is told without a bar', () => {
	const { stream, bar } = makeBar();
	bar.sink(sample('stopping'));
	bar.stop();
	expect(screenOf(stream.text)).toEqual([
		'09:00:00 stopping: interrupted; no more calls are started, 4 live (Ctrl-C again leaves them alone)',
		'',
	]);
});

test('nothing is written to a stream that is no terminal', () => {
	const { stream, bar } = makeBar(new Recorder(false));
	bar.sink(sample('stopping'));
	bar.sink(STARTED);
	bar.sink(sample('stopping'));
	vi.advanceTimersByTime(10_000);
	bar.stop();
	expect(stream.text).toBe('');
	expect(vi.getTimerCount()).toBe(0);
});
