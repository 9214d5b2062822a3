import { perPeriod } from '../governor/waits.js';
import { CATALOGUE } from '../providers/catalogue.js';
import type { CatalogueEntry } from '../providers/entry.js';
import { formatDuration } from '../runtime/duration.js';
import { EXIT } from '../runtime/exit-codes.js';
import type { Io } from './io.js';
import { dryRunValues, entryOf } from './provider-settings.js';

/** `dialer providers [name]`. @throws UsageError when there is no such provider */
export function providersCommand(io: Io, name: string | undefined): number {
	io.stdout.write(`${name === undefined ? listText() : pageText(entryOf(name))}\n`);
	return EXIT.settled;
}

function listText(): string {
	const entries = Object.values(CATALOGUE);
	const width = Math.max(...entries.map(({ name }) => name.length));
	return [
		...entries.map(
			({ name, title, experimental }) => `${name.padEnd(width)}  ${title}${experimental ? ' (experimental)' : ''}`,
		),
		'What one needs, and what it does: dialer providers <name>',
	].join('\n');
}

function pageText(entry: CatalogueEntry): string {
	const { name, title, experimental, variables, caller, agent, describe } = entry;
	const values = dryRunValues(entry);
	const { defaults } = entry.create({ values, agent: agent?.dryRun });
	const needs = [
		...variables.map((one) => [one.name, `${one.what}${mayBeLeftOut(one)}`] as const),
		...(caller === undefined ? [] : [[caller.variable, `${caller.what}; or --from`] as const]),
		...(agent === undefined
			? []
			: [
					[
						[agent.variable, ...(agent.or ?? [])].join(' or '),
						`${agent.what}${mayBeLeftOut({ optional: !agent.required, notWith: agent.notWith })}; or --agent`,
					] as const,
				]),
	];
	const width = Math.max(...needs.map(([variable]) => variable.length));
	return [
		`${title} (--provider ${name}), at ${entry.baseUrl(values)}`,
		...(describe === undefined
			? []
			: ['What follows is that of a small example (fixtures/http/minimal.yaml); your description says its own.']),
		...(experimental ? ["Experimental: it is built from the vendor's documents, and nobody has seen it work."] : []),
		'',
		'Needs, in the environment or in .env:',
		...needs.map(([variable, what]) => `  ${variable.padEnd(width)}  ${what}`),
		...(caller === undefined ? ['  The provider chooses the caller number.'] : []),
		'',
		`Pace:      ${perPeriod(defaults.pacePerSecond, 'call start')} (${defaults.paceSource}); --rate changes it`,
		`Answers:   waited for ${formatDuration(defaults.timeoutMs)}; --timeout changes it`,
		`In doubt:  an attempt whose answer was lost ${inDoubtText(entry, defaults.settlingMs)}`,
		`By hand:   ${entry.reconciliation.byHand}`,
		`Try it:    dialer run contacts.csv --dry-run --provider ${name}${describe === undefined ? '' : ' --config fixtures/http/acme.yaml'}`,
	].join('\n');
}

function mayBeLeftOut({ optional, notWith }: { optional?: boolean; notWith?: string | undefined }): string {
	if (optional) return ' (may be left out)';
	return notWith === undefined ? '' : ` (not needed with ${notWith})`;
}

/** What becomes of such an attempt; of a provider that is described, its description says. */
function inDoubtText({ describe, reconciliation: { by, endedOnly } }: CatalogueEntry, settlingMs: number): string {
	const absence = `absent after ${formatDuration(settlingMs)} (--settle)`;
	if (describe !== undefined)
		return `is looked for as its description says (find), and is ${absence}; without find, dialer settle takes your word`;
	if (by === 'nothing') return 'cannot be asked about: it stays in doubt, and dialer settle takes your word';
	return `is found by ${FOUND_BY[by]}; ${absence}${endedOnly ? ', since calls are listed only when they are over' : ''}`;
}

const FOUND_BY: Readonly<Record<Exclude<CatalogueEntry['reconciliation']['by'], 'nothing'>, string>> = {
	attempt_id: 'its id',
	window: 'its id among the calls of that time',
	numbers: 'its number and time, unless two calls fit',
};
