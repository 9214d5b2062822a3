/**
 * Uploads of many calls: POST /v1/batch-calls takes a CSV file, and DialNexa dials its rows one batch at a time. The answer
 * names the batch alone. The list of batches was seen to be a bare array, where the OpenAPI file has an envelope, so both are
 * read.
 */
import { stringify } from 'csv-stringify/sync';
import { field, isCallId, parse } from '../answers.js';
import type { Batches, BatchFound, RowPage, WantedBatch } from '../batches.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { AttemptSpec, CallEnd, CallView, CreateReply } from '../provider.js';
import { CLOCK_MARGIN_MS, DEFAULT_PAGE_SIZE, reachesBack } from './lost.js';
import { readViews } from './view.js';

interface Means {
	readonly agent: string;
	readonly headers: Readonly<Record<string, string>>;
	get(path: string): HttpRequest;
	/** What is sent of an attempt beside its number. */
	columns(attempt: AttemptSpec): Readonly<Record<string, string>>;
	readCreate(response: HttpResponse): CreateReply;
}

/** Most calls of one page, by the vendor's page. */
const CALLS_PAGE = 200;
/** Most batches of one page, by the vendor's older page. */
const BATCHES_PAGE = 100;
/** Batches behind these pages are not looked through. */
const MOST_PAGES = 50;
/** The file may have 10 MB; what is around its rows is little. */
const MOST_BYTES = 9_000_000;
/** Batches of which no more calls are dialed. */
const OVER: ReadonlySet<unknown> = new Set(['completed', 'cancelled', 'deleted', 'failed']);
const PHONE = 'phone_number';

export function dialNexaBatches(means: Means): Batches {
	const { get, headers } = means;
	const pathOf = (batch: string) => `/v1/batch-calls/${encodeURIComponent(batch.toWellFormed())}`;
	return {
		mostCalls: 10_000,
		mostBytes: MOST_BYTES,
		create: (name, attempts) => upload(name, attempts, means),
		readCreate: (response) => blamelessly(means.readCreate(response)),
		callOf,
		batchOf: (call) => /^(.+)\/\+\d+$/s.exec(call)?.[1],
		listCalls: (batch, page) =>
			get(
				`/v1/calls?batch_call_id=${encodeURIComponent(batch.toWellFormed())}` +
					`&created_at=asc&page=${page}&limit=${CALLS_PAGE}`,
			),
		readCalls: readRows,
		find: () => get(batchesPath(1)),
		readFound: (response, wanted) => lookForBatch(response, { wanted, get, page: 1, seen: new Set() }),
		cancel: (batch) => ({
			method: 'PATCH',
			path: `${pathOf(batch)}/status`,
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({ action: 'cancel' }),
		}),
		readCancel({ status }) {
			if (status >= 500 || status === 429) return undefined;
			return status === 200;
		},
	};
}

const callOf = (batch: string, to: string) => `${batch}/${to}`;
const batchesPath = (page: number) => `/v1/batch-calls?page=${page}&limit=${BATCHES_PAGE}`;
/** At most 35 characters. */
const titleOf = (name: string) => `dialer ${name}`.slice(0, 35);

/** One row a call; a column of the contacts file gives way to ours of the same name. */
function upload(name: string, attempts: readonly AttemptSpec[], { agent, headers, columns }: Means): HttpRequest {
	const rows = attempts.map((attempt) => ({ ...columns(attempt), [PHONE]: attempt.to }));
	const names = new Set([PHONE, ...rows.flatMap((row) => Object.keys(row))]);
	const file = stringify(rows, { header: true, columns: [...names] });
	let boundary = `dialer-${name.replace(/[^\w.]/g, '')}`;
	while (file.includes(boundary)) boundary += '-';
	const part = (disposition: string, value: string) =>
		`--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
	const body = [
		part('name="title"', titleOf(name)),
		part('name="agent_id"', agent.replace(/[\r\n]/g, '')),
		part('name="file"; filename="contacts.csv"\r\ncontent-type: text/csv; charset=utf-8', file),
		`--${boundary}--\r\n`,
	];
	return {
		method: 'POST',
		path: '/v1/batch-calls',
		headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
		body: body.join(''),
	};
}

/** What is wrong with one row is said of the whole file: nobody in it may be given up for that. */
function blamelessly(reply: CreateReply): CreateReply {
	return reply.kind === 'rejected' && reply.blame === 'contact' ? { ...reply, blame: 'config' } : reply;
}

function readRows(response: HttpResponse, batch: string): RowPage | undefined {
	const calls = parse(response);
	const views = response.status === 200 ? readViews(calls) : undefined;
	if (views === undefined || !Array.isArray(calls)) return undefined;
	return {
		views: views.map((view, index) => rowView(view, calls[index], batch)),
		isLast: calls.length < CALLS_PAGE && calls.length !== DEFAULT_PAGE_SIZE,
	};
}

/**
 * A call that is `created` is queued or prepared, and those that a cancelled batch had queued are marked `cancelled`. A
 * batch that overflows is said to have calls skipped, in words only.
 */
function rowView(view: CallView, call: unknown, batch: string): CallView {
	const number = field(call, 'to_number') ?? field(call, 'to_phone_number');
	const to = typeof number === 'string' ? number.replace(/[\s()-]/g, '') : '';
	const status = field(call, 'status');
	const end = status === 'skipped' ? SKIPPED : view.end;
	return {
		...view,
		call: callOf(batch, to),
		end: end === undefined ? undefined : { ...end, call: view.call },
		...(status === 'created' || status === 'cancelled' ? { undialed: true } : {}),
	};
}

const SKIPPED: CallEnd = {
	outcome: 'canceled',
	reason: 'skipped',
	refusal: { kind: 'slots', message: 'the batch had more calls than capacity: skipped' },
};

interface Search {
	readonly wanted: WantedBatch;
	readonly get: (path: string) => HttpRequest;
	readonly page: number;
	/** Batches of the pages before. */
	readonly seen: ReadonlySet<unknown>;
}

/** The list is said to be newest first. */
function lookForBatch(response: HttpResponse, search: Search): BatchFound | undefined {
	const { wanted, page, seen, get } = search;
	const listed = response.status === 200 ? batchesIn(parse(response)) : undefined;
	if (listed === undefined) return undefined;
	const found = listed.find((item) => isWanted(item, wanted));
	const batch = field(found, 'id');
	if (isCallId(batch)) return { kind: 'found', batch, isOver: OVER.has(field(found, 'status')) };
	if (wanted.name !== undefined && listed.some((item) => titleIn(item) === undefined))
		return { kind: 'cannot_tell', why: 'the list of batches does not show their titles' };
	if (listed.length < DEFAULT_PAGE_SIZE || reachesBack(listed, wanted.since - CLOCK_MARGIN_MS))
		return { kind: 'absent' };
	const ids = listed.map((item) => field(item, 'id'));
	if (page >= MOST_PAGES || ids.every((id) => seen.has(id)))
		return { kind: 'cannot_tell', why: 'the list of batches does not come to an end' };
	const next: Search = { ...search, page: page + 1, seen: new Set([...seen, ...ids]) };
	return { kind: 'more', request: get(batchesPath(page + 1)), read: (answer) => lookForBatch(answer, next) };
}

function batchesIn(value: unknown): readonly unknown[] | undefined {
	return [value, field(value, 'items'), field(value, 'data')].find((one) => Array.isArray(one));
}

function isWanted(item: unknown, { name, batch }: WantedBatch): boolean {
	if (batch !== undefined) return field(item, 'id') === batch;
	return name !== undefined && bare(titleIn(item) ?? '') === bare(titleOf(name));
}

function titleIn(item: unknown): string | undefined {
	return [field(item, 'title'), field(item, 'name')].find((one) => typeof one === 'string');
}

/** A title may have been tidied up. */
function bare(title: string): string {
	return title.toLowerCase().replace(/[^\da-z]/g, '');
}
