import { expect, test } from 'vitest';
import type { AimdGovernor } from '../../../src/governor/aimd.js';
import { fill, governor, ticketOf, waitOf } from './driver.js';

test('three attempts without an answer hold the queue, then one is tried at a time', () => {
	const aimd = governor();
	for (const ticket of fill(aimd, 0)) aimd.failed(ticket, 100, 'unreachable');
	expect(waitOf(aimd.admit(100))).toEqual({
		waitMs: 1_000,
		why: { code: 'unreachable', text: 'the provider does not answer' },
	});
	expect(aimd.snapshot()).toMatchObject({ downSince: 100, slots: 5 });
	const trial = ticketOf(aimd.admit(1_100));
	expect(waitOf(aimd.admit(1_100)).why.code).toBe('trial');
	aimd.accepted(trial);
	expect(aimd.snapshot().downSince).toBeUndefined();
	expect(fill(aimd, 1_200)).toHaveLength(4);
});

test('attempts in doubt count as unanswered', () => {
	const aimd = governor();
	for (const ticket of fill(aimd, 0).slice(0, 3)) aimd.failed(ticket, 100, 'in_doubt');
	expect(waitOf(aimd.admit(100)).why.code).toBe('unreachable');
});

test.each([
	[
		'a contact that the provider will not call',
		(aimd: AimdGovernor) => aimd.failed(ticketOf(aimd.admit(0)), 50, 'rejected'),
	],
	['a refusal', (aimd: AimdGovernor) => aimd.refused(ticketOf(aimd.admit(0)), 50, { kind: 'busy' })],
])('%s is an answer', (_, answer) => {
	const aimd = governor();
	for (let failure = 0; failure < 2; failure += 1) aimd.failed(ticketOf(aimd.admit(0)), 10, 'unreachable');
	answer(aimd);
	expect(aimd.snapshot().downSince).toBeUndefined();
	aimd.failed(ticketOf(aimd.admit(100)), 100, 'unreachable');
	ticketOf(aimd.admit(100));
});

test('reads without an answer hold the queue too, until one is answered', () => {
	const aimd = governor();
	for (let failure = 0; failure < 3; failure += 1) aimd.observeRead(false, 10);
	expect(waitOf(aimd.admit(10)).why.code).toBe('unreachable');
	expect(aimd.snapshot().downSince).toBe(10);
	aimd.observeRead(true, 20);
	expect(aimd.snapshot().downSince).toBeUndefined();
	ticketOf(aimd.admit(20));
});

test('answered reads do not show that calls can be placed', () => {
	const aimd = governor();
	for (const ticket of fill(aimd, 0)) {
		aimd.failed(ticket, 100, 'unreachable');
		aimd.observeRead(true, 100);
	}
	expect(waitOf(aimd.admit(100)).why.code).toBe('unreachable');
	expect(aimd.snapshot().downSince).toBe(100);
});
