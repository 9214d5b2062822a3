import { redactor } from '../../runtime/redact.js';
import { parse } from '../answers.js';
import { discreet } from '../discreet.js';
import type { Values } from '../entry.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { AttemptSpec, Found, LostAttempt, Provider } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import { describeAnswer, isStatus, readCreate, ruleFor } from './answer-rules.js';
import type { Description, PageDescription } from './description.js';
import { textAt, valueAt } from './path.js';
import { ATTEMPT_VALUES } from './places.js';
import { makeRequest, type RequestFilling, type RequestTemplate, requestValues } from './request.js';
import { fill, type Template } from './template.js';
import { readShownCall, readShownCalls, type ShownCall } from './view.js';

export interface HttpProviderOptions {
	readonly description: Description;
	/** The environment variables that the description names. */
	readonly values: Values;
	readonly agent?: string | undefined;
}

/** Lists are asked for calls from this long before the request left: two clocks never agree. */
const CLOCKS_APART_MS = 600_000;

/** Any API that a description tells of (`parseDescription`). What it does not tell of is in doubt. */
export function httpProvider({ description, values, agent }: HttpProviderOptions): Provider {
	const { create, call, get, list, find, limits } = description;
	const secrets = Object.values(values);
	const headers = { ...description.headers, ...basicHeader(description, values) };
	const make = (
		template: RequestTemplate,
		given: Readonly<Record<string, string>>,
		more: Partial<RequestFilling> = {},
	) =>
		makeRequest(template, headers, {
			env: (name) => own(values, name),
			value: (name) => own(given, name),
			...more,
		});

	const getCall = (id: string) => make(get.request, { call: id });
	const readCall: Provider['readCall'] = (response) => {
		if (isStatus(get.absent, response.status)) return 'absent';
		if (!isSuccess(response)) return undefined;
		return readShownCall(call, get.call === undefined ? parse(response) : valueAt(parse(response), get.call));
	};

	const provider: Provider = {
		name: 'http',
		accountSecret: secrets.join('\n'),
		secrets,
		defaults: {
			pacePerSecond: limits.pace,
			paceSource: 'its description',
			...(limits.pacePerCaller === undefined ? {} : { perCallerPerSecond: limits.pacePerCaller }),
			...(limits.slots === undefined ? {} : { maxSlots: limits.slots }),
			timeoutMs: limits.timeout,
			settlingMs: limits.settle,
			listSize: list?.size ?? 1,
			longestCallMs: limits.longestCall,
		},
		columns: columnsOf(create.request),
		createCall(attempt) {
			const { variables: columns } = attempt;
			return make(create.request, {}, { value: (name) => attemptValue(attempt, agent, name), columns });
		},
		readCreate: (response) => readCreate(description, response),
		listCalls(calls) {
			if (list === undefined) return getCall(calls[0]?.call ?? '');
			return listPage(list, calls, '');
		},
		readCalls(response, asked = []) {
			if (list === undefined) {
				const view = readCall(response);
				return view === undefined ? undefined : { views: view === 'absent' ? [] : [view] };
			}
			const page = readPage(list, response);
			if (page === undefined) return undefined;
			return {
				views: page.calls,
				...(page.next === '' || asked.length === 0 ? {} : { next: listPage(list, asked, page.next) }),
			};
		},
		getCall,
		readCall,
		rateLimits: readRateLimitHeaders,
		isOwnError: (response) => {
			const body = parse(response);
			// Where no place of an error's words is described, all that is known is that answers are in JSON.
			return create.error === undefined ? typeof body === 'object' : textAt(body, create.error) !== undefined;
		},
		readRefusedAccount(response) {
			const rule = ruleFor(create.answers, response, parse(response));
			return rule?.means === 'account' ? describeAnswer(create.error, response) : undefined;
		},
		...(find === undefined ? {} : finding(find)),
	};
	return discreet(provider, redactor(secrets));

	function listPage(template: PageDescription, calls: Parameters<Provider['listCalls']>[0], next: string): HttpRequest {
		const since = Math.min(...calls.map((one) => one.since));
		const given = { since: sinceText(since), size: String(list?.size ?? 1), next };
		return make(template.request, given, { calls: calls.map((one) => one.call) });
	}

	function finding(template: PageDescription): Required<Pick<Provider, 'findAttempt' | 'readFound'>> {
		const isFiltered = requestValues(template.request).includes('attempt');
		const page = (lost: LostAttempt, next: string) =>
			make(template.request, {
				attempt: lost.attempt,
				campaign: lost.attempt.slice(0, Math.max(0, lost.attempt.lastIndexOf('.'))),
				to: lost.to,
				from: lost.from,
				since: sinceText(lost.intendedAt),
				size: String(template.size ?? 10),
				next,
			});
		return {
			findAttempt: (lost) => page(lost, ''),
			readFound(response, lost) {
				const read = readPage(template, response);
				if (read === undefined) return undefined;
				const found = read.calls.find(({ attempt }) => attempt === lost.attempt);
				if (found !== undefined) return { kind: 'placed', call: found.call };
				if (isFiltered) return absentFromFiltered(read);
				const doubtful = judgeWindow(read.calls, lost);
				if (doubtful !== undefined) return doubtful;
				if (read.next !== '') return { kind: 'more', request: page(lost, read.next) };
				const isFull = read.calls.length >= (template.size ?? 1);
				return isFull
					? { kind: 'cannot_tell', why: 'the provider showed a full page and not how to go on' }
					: { kind: 'absent' };
			},
		};
	}

	function readPage({ calls: at, next }: PageDescription, response: HttpResponse): Page | undefined {
		if (!isSuccess(response)) return undefined;
		const body = parse(response);
		const calls = readShownCalls(call, body, at);
		return calls === undefined ? undefined : { calls, next: textAt(body, next) ?? '' };
	}
}

interface Page {
	readonly calls: readonly ShownCall[];
	/** '' where there is no more. */
	readonly next: string;
}

/** The list was asked for one attempt: another one on it, or more of it to come, means that it did not obey. */
function absentFromFiltered({ calls, next }: Page): Found {
	if (calls.length === 0 && next === '') return { kind: 'absent' };
	return { kind: 'cannot_tell', why: 'the provider showed other calls than those that were asked for' };
}

/** A call without an attempt id that went to this number may be the one that is looked for. */
function judgeWindow(calls: readonly ShownCall[], lost: LostAttempt): Found | undefined {
	const digits = (text: string) => text.replace(/\D/g, '');
	const mayBe = calls.some(
		({ attempt, to }) => attempt === undefined && (to === undefined || digits(to) === digits(lost.to)),
	);
	return mayBe
		? { kind: 'cannot_tell', why: 'the provider showed a call of that time that bears no attempt id' }
		: undefined;
}

function attemptValue(attempt: AttemptSpec, agent: string | undefined, name: string): string {
	if (name === 'agent') return agent ?? '';
	if (ATTEMPT_VALUES.includes(name)) return attempt[name as 'to' | 'from' | 'attempt' | 'campaign' | 'contact'];
	return own(attempt.variables, columnOf(name));
}

/** `column.to` is the contact's column `to`, and not the number that is called. */
function columnOf(name: string): string {
	return name.startsWith('column.') ? name.slice('column.'.length) : name;
}

function columnsOf(request: RequestTemplate): string[] {
	return requestValues(request)
		.filter((name) => !ATTEMPT_VALUES.includes(name))
		.map(columnOf);
}

function basicHeader({ basic }: Description, values: Values): Readonly<Record<string, Template>> {
	if (basic === undefined) return {};
	const filling = { env: (name: string) => own(values, name), value: () => '' };
	const pair = `${fill(basic.user, filling)}:${fill(basic.password, filling)}`;
	return { authorization: [{ kind: 'text', text: `Basic ${Buffer.from(pair).toString('base64')}` }] };
}

function sinceText(epochMs: number): string {
	const ms = epochMs - CLOCKS_APART_MS;
	return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : '';
}

function isSuccess({ status }: HttpResponse): boolean {
	return status >= 200 && status < 300;
}

function own(record: Readonly<Record<string, string>>, name: string): string {
	return Object.hasOwn(record, name) ? (record[name] ?? '') : '';
}
