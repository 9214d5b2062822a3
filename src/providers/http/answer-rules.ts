import { isCallId, oneLine, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CreateReply, Refusal } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import type { AnswerRule, Description } from './description.js';
import { numberAt, textAt } from './path.js';

/** Longest text in which a word is looked for, in characters. */
const LONGEST_TEXT = 2_000;

/** A wait that an answer's body asks for is believed up to a day, seconds. */
const LONGEST_WAIT_S = 86_400;

/** The first rule that fits; undefined when the description says nothing of such an answer. */
export function ruleFor(rules: readonly AnswerRule[], response: HttpResponse, body: unknown): AnswerRule | undefined {
	return rules.find(
		({ status, where = {} }) =>
			isStatus(status, response.status) &&
			Object.entries(where).every(([path, words]) => words.some((word) => isWord(word, textAt(body, path)))),
	);
}

/** @param statuses `429`, or `4xx` */
export function isStatus(statuses: readonly string[], status: number): boolean {
	return statuses.includes(String(status)) || statuses.includes(`${Math.floor(status / 100)}xx`);
}

/** Letter case aside; `*` at an end of the word stands for any text. */
function isWord(word: string, text: string | undefined): boolean {
	if (text === undefined) return false;
	const [sought, found] = [word.toLowerCase(), text.slice(0, LONGEST_TEXT).toLowerCase()];
	const [open, opens] = [sought.startsWith('*'), sought.length > 1 && sought.endsWith('*')];
	const inner = sought.slice(open ? 1 : 0, opens ? -1 : undefined);
	if (open && opens) return found.includes(inner);
	if (open) return found.endsWith(inner);
	return opens ? found.startsWith(inner) : found === sought;
}

/**
 * What the answer to a create request means. A success with an id is an accepted call, unless rules say which successes
 * are; what no rule speaks of is in doubt.
 */
export function readCreate({ create, call }: Description, response: HttpResponse): CreateReply {
	const { status } = response;
	const body = parse(response);
	const rule = ruleFor(create.answers, response, body);
	const namesSuccesses = create.answers.some(({ means }) => means === 'accepted');
	const means = rule?.means ?? (status >= 200 && status < 300 && !namesSuccesses ? 'accepted' : 'in_doubt');
	const message = describeAnswer(create.error, response);
	if (means === 'accepted') {
		const id = textAt(body, create.id ?? call.id);
		if (isCallId(id)) return { kind: 'accepted', call: id };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	if (means === 'in_doubt') return { kind: 'in_doubt', why: message };
	if (means === 'refused') return { kind: 'refused', refusal: refusal(rule, response, body, message) };
	return { kind: 'rejected', blame: means, code: codeOf(textAt(body, create.code), status), message };
}

function refusal(rule: AnswerRule | undefined, response: HttpResponse, body: unknown, message: string): Refusal {
	const told = numberAt(body, rule?.retryAfter);
	const seconds = told === undefined || told < 0 ? undefined : Math.min(told, LONGEST_WAIT_S);
	const retryAfterMs =
		readRateLimitHeaders(response).retryAfterMs ?? (seconds === undefined ? undefined : Math.ceil(seconds * 1_000));
	return { kind: rule?.kind ?? 'unknown', message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** A stable word for the results; what is none is told by the status. */
function codeOf(code: string | undefined, status: number): string {
	return code !== undefined && /^[\w.-]{1,60}$/.test(code) ? code : `http_${status}`;
}

/** "402 Out of credit." */
export function describeAnswer(path: string | undefined, response: HttpResponse): string {
	return `${response.status} ${oneLine(textAt(parse(response), path) ?? response.body)}`.trim();
}
