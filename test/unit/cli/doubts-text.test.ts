import { expect, test } from 'vitest';
import { doubtsText } from '../../../src/cli/doubts-text.js';
import { CATALOGUE } from '../../../src/providers/catalogue.js';

const DOUBT = {
	open: {
		attempt: 'c0ffee.1',
		contact: 'id:7',
		to: '+12025550123',
		from: '+12025550100',
		number: 1,
		intendedAt: Date.UTC(2026, 0, 5, 9),
		state: 'in_doubt',
		why: 'no answer within 30 s',
	},
	line: 8,
} as const;

const ASKING: Readonly<Record<string, string>> = {
	retell: 'Ask retell again:  dialer resume contacts.csv',
	twilio: 'Ask twilio again:  dialer resume contacts.csv --provider twilio',
	vapi: 'Ask vapi again:  dialer resume contacts.csv --provider vapi',
	dialnexa: 'Ask dialnexa again:  dialer resume contacts.csv --provider dialnexa',
	boltcall: 'Boltcall cannot be asked about them.',
	exotel: 'Ask exotel again:  dialer resume contacts.csv --provider exotel',
	ringcentral: 'Ask ringcentral again:  dialer resume contacts.csv --provider ringcentral',
	http: 'Ask again, if your description says how (find):  dialer resume contacts.csv --provider http --config <file>',
};

test.each(Object.keys(CATALOGUE))('%s: who can be asked about rows in doubt is told', (name) => {
	const lines = doubtsText([DOUBT], 'contacts.csv', name);
	expect(lines.slice(0, 4)).toEqual([
		'1 row in doubt: the request was sent, and its answer never came or did not tell.',
		'  line 8: +12025550123, sent 2026-01-05T09:00:00.000Z, attempt c0ffee.1: no answer within 30 s',
		ASKING[name],
		`To look it up: ${CATALOGUE[name]?.reconciliation.byHand}`,
	]);
	expect(lines).toContain(
		'  dialer settle contacts.csv --not-placed <line...>  nothing rang, and the next run calls it',
	);
});

test('those that were made through another provider are looked up there', () => {
	const other = { ...DOUBT, open: { ...DOUBT.open, provider: 'twilio' } };
	const lines = doubtsText([DOUBT, other], 'contacts.csv', 'boltcall');
	expect(lines).toContain('Boltcall cannot be asked about them.');
	expect(lines).toContain('Ask twilio again:  dialer resume contacts.csv --provider boltcall --failover twilio');
	expect(lines.filter((line) => line.startsWith('To look it up: '))).toHaveLength(2);
});

test('a provider that is not in the catalogue is told nothing of', () => {
	expect(doubtsText([DOUBT], 'contacts.csv', 'constructor')).toHaveLength(5);
	expect(doubtsText([], 'contacts.csv', 'retell')).toEqual(['Nothing is in doubt.']);
});
