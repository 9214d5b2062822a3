import { oneLine } from '../providers/answers.js';
import type { HttpClient, HttpResponse } from '../providers/http.js';
import type { Inspected, Inspection, Provider } from '../providers/provider.js';
import type { Clock } from '../runtime/clock.js';

/** One thing that was looked at. */
export interface Finding {
	readonly what: string;
	/** `unknown`: it could not be told. */
	readonly verdict: 'good' | 'bad' | 'unknown';
	/** One clause for people. */
	readonly text: string;
	/** What stands in the way of a run: nobody answers, the account is refused, or something is not set up for it. */
	readonly blame?: 'network' | 'account' | 'config';
}

const TIMEOUT_MS = 30_000;
/** Vendors refuse webhooks and moments in headers mislead from here on, ms. */
const LARGEST_SKEW_MS = 30_000;
/** Requests for one thing: lists are read page by page. */
const MOST_QUESTIONS = 20;
/** No call has this id: whoever may ask is told so. */
const NO_CALL = 'call_that_doctor_asks_for';

interface Examined {
	readonly provider: Provider;
	/** The vendor's name for people. */
	readonly title: string;
	readonly http: HttpClient;
	readonly clock: Clock;
	/** Whom calls come from. */
	readonly callers: readonly string[];
}

/** Looks at everything that a campaign needs of a provider, by reading only: no call is placed. */
export async function examine(given: Examined): Promise<Finding[]> {
	const { provider, title, http, clock, callers } = given;
	const sent = await http.send(provider.concurrency?.() ?? provider.getCall(NO_CALL), TIMEOUT_MS);
	if (!sent.ok) return [{ what: 'reachable', verdict: 'bad', text: sent.failure.why, blame: 'network' }];
	const { response } = sent;
	const reachable: Finding = {
		what: 'reachable',
		verdict: 'good',
		text: `answered after ${Math.round(response.latencyMs)} ms`,
	};
	const general = [reachable, clockOf(response, clock)];
	const credentials = credentialsOf(provider, response, title);
	if (credentials.verdict === 'bad') return [...general, credentials];
	const seen: Seen[] = [];
	for (const one of provider.inspections?.(callers) ?? []) seen.push(await inspect(one, given));
	const inspected = seen.map(({ finding }) => finding);
	if (credentials.blame !== 'config') return [...general, credentials, limitsOf(provider, response), ...inspected];
	// What one answer leaves open the others may show. Where none does, nothing is known to be missing either.
	return seen.some(({ isVendors }) => isVendors)
		? [...general, TAKEN, limitsOf(provider, response), ...inspected]
		: [...general, credentials, ...inspected.map((finding) => doubted(finding, title))];
}

interface Seen {
	readonly finding: Finding;
	/** The answer has the vendor's own form. */
	readonly isVendors: boolean;
}

async function inspect({ what, ...first }: Inspection, { provider, title, http }: Examined): Promise<Seen> {
	let question: Omit<Inspection, 'what'> = first;
	for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
		const answer = await http.send(question.request, TIMEOUT_MS);
		if (!answer.ok) {
			return { finding: { what, verdict: 'bad', text: answer.failure.why, blame: 'network' }, isVendors: false };
		}
		const { response } = answer;
		const seen = question.read(response);
		if (seen.kind !== 'more') {
			const isVendors = seen.kind !== 'foreign' && (response.status < 400 || provider.isOwnError(response));
			return { finding: { what, ...findingOf(seen, title) }, isVendors };
		}
		question = seen;
	}
	const text = `was not found in ${MOST_QUESTIONS} pages, and there are more`;
	return { finding: { what, verdict: 'unknown', text }, isVendors: true };
}

function findingOf(seen: Exclude<Inspected, { kind: 'more' }>, title: string): Omit<Finding, 'what'> {
	if (seen.kind === 'good') return { verdict: 'good', text: seen.text ?? 'is there' };
	if (seen.kind === 'bad') return { verdict: 'bad', text: seen.text, blame: 'config' };
	return { verdict: 'unknown', text: seen.kind === 'foreign' ? unlike(title, seen.text) : seen.text };
}

const TAKEN: Finding = { what: 'credentials', verdict: 'good', text: 'taken' };

function credentialsOf(provider: Provider, response: HttpResponse, title: string): Finding {
	const refused = provider.readRefusedAccount(response);
	const { what } = TAKEN;
	const { status, body } = response;
	if (refused !== undefined) return { what, verdict: 'bad', text: refused, blame: 'account' };
	if (status >= 500 || status === 429)
		return { what, verdict: 'unknown', text: `the provider answers ${status} just now`, blame: 'network' };
	if (isUnderstood(provider, response)) return TAKEN;
	return { what, verdict: 'unknown', text: unlike(title, oneLine(`${status} ${body}`)), blame: 'config' };
}

/** Any server answers something: that it was the vendor's is seen by what the adapter can read. */
function isUnderstood(provider: Provider, response: HttpResponse): boolean {
	if (response.status >= 400) return provider.isOwnError(response);
	if (provider.concurrency !== undefined) return provider.readConcurrency?.(response) !== undefined;
	return provider.readCall(response) !== undefined;
}

/** The answer of another server that something is not there tells nothing of the vendor's. */
function doubted({ what, ...finding }: Finding, title: string): Finding {
	if (finding.blame !== 'config') return { what, ...finding };
	return { what, verdict: 'unknown', text: unlike(title, finding.text) };
}

function unlike(title: string, text: string): string {
	return `does not answer like ${title}: ${text}`;
}

function limitsOf(provider: Provider, response: HttpResponse): Finding {
	const what = 'live calls';
	if (provider.concurrency === undefined) {
		const told = provider.tellsSlotsWithCalls
			? 'the limit is told with each call, not before'
			: 'the provider does not tell its limit';
		return { what, verdict: 'unknown', text: `${told}: a run finds it out` };
	}
	const told = provider.readConcurrency?.(response);
	if (told === undefined) return { what, verdict: 'unknown', text: 'the limit was not told just now' };
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
