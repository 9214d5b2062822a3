import type { CatalogueEntry } from '../entry.js';
import { httpProvider } from './adapter.js';
import { type Description, parseDescription } from './description.js';
import { requestValues, requestVariables } from './request.js';
import { variablesIn } from './template.js';

/** Little of an API, as fixtures/http/minimal.yaml has it; it stands in for the description where none is given. */
const EXAMPLE = {
	title: 'any HTTP API, described under http: in the file of --config',
	baseUrl: 'https://api.acme.example',
	headers: { authorization: 'Bearer ${env.ACME_KEY}' },
	create: {
		path: '/v1/calls',
		json: { from: '{{from}}', to: '{{to}}' },
		id: 'data.id',
		answers: [
			{ status: [401, 403], means: 'account' },
			{ status: 429, means: 'refused' },
		],
	},
	call: { id: 'id', status: 'status', over: ['done'] },
	get: { path: '/v1/calls/{{call}}', call: 'data' },
};

export const http: CatalogueEntry = entryOf(parseDescription(EXAMPLE, 'the example'));

function entryOf(description: Description): CatalogueEntry {
	const { baseUrl, create, find, from } = description;
	const asks = requestValues(create.request);
	const isFiltered = find !== undefined && requestValues(find.request).includes('attempt');
	const lookedFor = find === undefined ? 'nothing' : isFiltered ? 'attempt_id' : 'window';
	return {
		name: 'http',
		title: description.title ?? `the API at ${new URL(baseUrl).host}`,
		variables: variablesOf(description).map((name) => ({
			name,
			what: 'value that the description names',
			secret: true,
			dryRun: 'dry-run',
		})),
		...(asks.includes('from')
			? { caller: { variable: 'HTTP_FROM', kind: from, what: 'caller number', dryRun: '+12025550100' } }
			: {}),
		...(asks.includes('agent')
			? { agent: { variable: 'HTTP_AGENT_ID', what: 'agent that talks', required: true, dryRun: 'agent_dry_run' } }
			: {}),
		baseUrl: () => baseUrl,
		reconciliation: {
			by: lookedFor,
			byHand: `Look for its number and time in the provider's own list of calls${asks.includes('attempt') ? ', and for its attempt id' : ''}.`,
		},
		scenario: 'http',
		describe: (section, source) => entryOf(parseDescription(section, source)),
		create: ({ values, agent }) => httpProvider({ description, values, agent }),
	};
}

function variablesOf({ headers = {}, basic, create, get, list, find }: Description): string[] {
	const requests = [create, get, list, find].flatMap((one) => (one === undefined ? [] : requestVariables(one.request)));
	const credentials = basic === undefined ? [] : [basic.user, basic.password];
	const names = [...Object.values(headers), ...credentials].flatMap(variablesIn);
	return [...new Set([...names, ...requests])];
}
