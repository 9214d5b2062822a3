import type { HttpClient, HttpResponse } from '../providers/http.js';
import type { Inspection, Provider } from '../providers/provider.js';
import type { Clock } from '../runtime/clock.js';

/** One thing that was looked at. */
export interface Finding {
	readonly what: string;
	/** `unknown`: it could not be looked at. */
	readonly verdict: 'good' | 'bad' | 'unknown';
	/** One clause for people. */
	readonly text: string;
	/** What is wrong when it is bad: nobody answers, the account is refused, or something in it is not there. */
	readonly blame?: 'network' | 'account' | 'config';
}

const TIMEOUT_MS = 30_000;
/** Vendors refuse webhooks and moments in headers mislead from here on, ms. */
const LARGEST_SKEW_MS = 30_000;
/** Requests for one thing: lists are read page by page. */
const MOST_QUESTIONS = 20;
/** No call has this id: whoever may ask is told so. */
const NO_CALL = 'call_that_doctor_asks_for';

/** Looks at everything that a campaign needs of a provider, by reading only: no call is placed. */
export async function examine(given: {
	readonly provider: Provider;
	readonly http: HttpClient;
	readonly clock: Clock;
	/** Whom calls come from. */
	readonly callers: readonly string[];
}): Promise<Finding[]> {
	const { provider, http, clock, callers } = given;
	const sent = await http.send(provider.concurrency?.() ?? provider.getCall(NO_CALL), TIMEOUT_MS);
	if (!sent.ok) return [{ what: 'reachable', verdict: 'bad', text: sent.failure.why, blame: 'network' }];
	const { response } = sent;
	const reachable: Finding = {
		what: 'reachable',
		verdict: 'good',
		text: `answered after ${Math.round(response.latencyMs)} ms`,
	};
	const credentials = credentialsOf(provider, response);
	const findings = [reachable, clockOf(response, clock), credentials];
	if (credentials.verdict === 'bad') return findings;
	findings.push(limitsOf(provider, response));
	for (const inspection of provider.inspections?.(callers) ?? []) findings.push(await inspect(inspection, http));
	return findings;
}

async function inspect({ what, ...first }: Inspection, http: HttpClient): Promise<Finding> {
	let question: Omit<Inspection, 'what'> = first;
	for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
		const answer = await http.send(question.request, TIMEOUT_MS);
		if (!answer.ok) return { what, verdict: 'bad', text: answer.failure.why, blame: 'network' };
		const seen = question.read(answer.response);
		if (seen.kind === 'good') return { what, verdict: 'good', text: seen.text ?? 'is there' };
		if (seen.kind === 'bad') return { what, verdict: 'bad', text: seen.text, blame: 'config' };
		if (seen.kind === 'unknown') return { what, verdict: 'unknown', text: seen.text };
		question = seen;
	}
	return { what, verdict: 'unknown', text: `was not found in ${MOST_QUESTIONS} pages, and there are more` };
}

function credentialsOf(provider: Provider, response: HttpResponse): Finding {
	const refused = provider.readRefusedAccount(response);
	const what = 'credentials';
	if (refused !== undefined) return { what, verdict: 'bad', text: refused, blame: 'account' };
	if (response.status < 500 && response.status !== 429) return { what, verdict: 'good', text: 'taken' };
	return { what, verdict: 'unknown', text: `the provider answers ${response.status} just now` };
}

function limitsOf(provider: Provider, response: HttpResponse): Finding {
	const what = 'live calls';
	const told = provider.concurrency === undefined ? undefined : provider.readConcurrency?.(response);
	if (told === undefined)
		return { what, verdict: 'unknown', text: 'the provider does not tell its limit: a run finds it out' };
	const text = `${told.limit} allowed, ${told.live} live just now`;
	return told.limit > told.live
		? { what, verdict: 'good', text }
		: { what, verdict: 'bad', text: `${text}: a run would have to wait`, blame: 'config' };
}

function clockOf(response: HttpResponse, clock: Clock): Finding {
	const what = 'clock';
	const theirs = Date.parse(response.headers.date ?? '');
	if (Number.isNaN(theirs)) return { what, verdict: 'unknown', text: 'the provider does not tell the time' };
	const skewMs = clock.now() - theirs;
	const text = `${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs < 0 ? 'behind' : 'ahead of'} the provider's`;
	if (Math.abs(skewMs) <= LARGEST_SKEW_MS) return { what, verdict: 'good', text };
	return { what, verdict: 'bad', text: `${text}: set this machine's clock`, blame: 'config' };
}
