/** Which values may stand where in a description, and what its parts ask of each other. */
import { closest } from '../../runtime/closest.js';
import { type RequestTemplate, requestValues, requestVariables } from './request.js';
import { type Template, valuesIn } from './template.js';

/** What a create request is filled with besides the contact's columns. */
export const ATTEMPT_VALUES: readonly string[] = ['to', 'from', 'attempt', 'campaign', 'contact', 'agent', '*'];

/** What somebody else may have written does not go into a path: servers decode paths, and then look for `..` in them. */
const IN_CREATE_PATH = ['to', 'from', 'attempt', 'campaign', 'agent'];
const IN_REQUESTS = {
	get: ['call'],
	list: ['calls', 'since', 'size', 'next'],
	find: ['attempt', 'campaign', 'to', 'from', 'since', 'size', 'next'],
};

interface Requests {
	readonly headers?: Readonly<Record<string, Template>> | undefined;
	readonly basic?: unknown;
	readonly create: { readonly request: RequestTemplate; readonly answers: readonly { readonly means: string }[] };
	readonly get: { readonly request: RequestTemplate };
	readonly list?: Paged | undefined;
	readonly find?: Paged | undefined;
	readonly call: { readonly attempt?: string | undefined };
}

interface Paged {
	readonly request: RequestTemplate;
	readonly next?: string | undefined;
	readonly size?: number | undefined;
}

type Fail = (path: readonly string[], message: string) => void;

/** The first thing that does not fit; undefined when all does. */
export function misplaced(given: Requests): { path: readonly string[]; message: string } | undefined {
	const problems: { path: readonly string[]; message: string }[] = [];
	checkPlaces(given, (path, message) => problems.push({ path, message }));
	return problems[0];
}

function checkPlaces(given: Requests, fail: Fail): void {
	for (const [name, template] of Object.entries(given.headers ?? {})) {
		if (valuesIn(template).length > 0) fail(['headers', name], 'no {{...}}, as these headers go with every request');
	}
	const { create, get, list, find } = given;
	expectOnly(valuesIn(create.request.path), IN_CREATE_PATH, ['create', 'path'], fail);
	if (!requestValues(create.request).includes('to')) fail(['create'], 'a place for {{to}}, the number that is called');
	for (const [name, request] of Object.entries({ get, list, find })) {
		const allowed = IN_REQUESTS[name as keyof typeof IN_REQUESTS];
		if (request !== undefined) expectOnly(requestValues(request.request), allowed, [name], fail);
	}
	if (!requestValues(get.request).includes('call')) fail(['get'], 'a place for {{call}}, the id of the call');
	const hasKey =
		given.basic !== undefined ||
		Object.keys(given.headers ?? {}).length > 0 ||
		requestVariables(create.request).length > 0;
	if (hasKey && !create.answers.some(({ means }) => means === 'account')) {
		fail(['create', 'answers'], 'a rule that means account: without it, a wrong key would leave every row in doubt');
	}
	if (list !== undefined) checkPages('list', list, fail);
	if (find !== undefined) checkFind(find, given.call.attempt, fail);
}

function checkPages(name: string, { request, next }: Paged, fail: Fail): void {
	const goesOn = requestValues(request).includes('next');
	if (next !== undefined && !goesOn) fail([name], 'a place for {{next}}, as next is given');
	if (next === undefined && goesOn)
		fail([name, 'next'], 'where the answer says how to go on, as there is a place for {{next}}');
}

function checkFind(find: Paged, attempt: string | undefined, fail: Fail): void {
	checkPages('find', find, fail);
	if (attempt === undefined) fail(['call', 'attempt'], 'where a call shows its attempt id, as find looks for it');
	if (!requestValues(find.request).includes('attempt') && find.size === undefined) {
		fail(['find', 'size'], 'how many calls a page holds: a full page may not be all there is');
	}
}

function expectOnly(names: readonly string[], allowed: readonly string[], path: readonly string[], fail: Fail): void {
	const wrong = names.find((name) => !allowed.includes(name));
	if (wrong === undefined) return;
	const meant = closest(wrong, allowed);
	const shown = allowed.map((name) => `{{${name}}}`).join(', ');
	fail(
		path,
		`values out of ${shown}, got {{${wrong.slice(0, 50)}}}${meant === undefined ? '' : ` (did you mean {{${meant}}}?)`}`,
	);
}
