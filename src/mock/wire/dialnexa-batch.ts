import { parse as parseCsv } from 'csv-parse/sync';
import { type Batch, batchStatus, type NewBatch } from '../batches.js';
import { E164, error, ROUTE, reply } from './dialnexa-parts.js';
import type { BatchWire, MockRequest, Reply } from './wire.js';

const LONGEST_TITLE = 35;
const MOST_BYTES = 10_000_000;
const MOST_A_PAGE = 100;

/** Batches by the OpenAPI file of August 2026, but their list as it was seen: a bare array. */
export const dialNexaBatches: BatchWire = {
	readUpload,
	uploaded(batch, ahead) {
		const { id, title, calls } = batch;
		const warning = ahead === 0 ? {} : { warning: { message: `${ahead} running batch is ahead of this one` } };
		return reply(201, { id, title, total_records: calls.length, status: 'initiated', from_number: ROUTE, ...warning });
	},
	listedBatches({ query }, batches, now) {
		const asked = new URLSearchParams(query);
		const page = Number(asked.get('page') ?? 1);
		const limit = Math.min(Number(asked.get('limit') ?? 20), MOST_A_PAGE);
		if (!Number.isInteger(page) || page < 1 || !Number.isInteger(limit) || limit < 1)
			return error(400, 'Invalid query parameters');
		const newestFirst = [...batches].reverse();
		return reply(
			200,
			newestFirst.slice((page - 1) * limit, page * limit).map((batch) => batchRecord(batch, now)),
		);
	},
	cancelled: ({ id, title }) =>
		reply(200, {
			success: true,
			message: 'Campaign cancelled successfully',
			campaign: { id, status: 'cancelled', title },
		}),
	notCancelled: (status) => error(400, `Cannot cancel a batch that is ${status}`),
	unknownBatch: () => error(404, 'Batch call not found'),
	/** `cancel` is all that a dialer asks for. */
	isCancel: (body) => /"action"\s*:\s*"cancel"/.test(body),
};

function batchRecord(batch: Batch, now: number): object {
	return {
		id: batch.id,
		title: batch.title,
		status: batchStatus(batch, now),
		total_records: batch.calls.length,
		total_lead_count: batch.calls.length,
		sent_lead_count: batch.calls.filter(({ dialedAt }) => dialedAt <= now).length,
		createdAt: new Date(batch.createdAt).toISOString(),
	};
}

/** Rows whose number makes no sense are left out before launch. */
function readUpload(request: MockRequest): NewBatch | Reply {
	const parts = multipart(request);
	const title = parts?.get('title') ?? '';
	const agent = parts?.get('agent_id') ?? '';
	const file = parts?.get('file');
	if (file === undefined) return error(400, 'file is required');
	if (title === '') return error(400, 'title should not be empty');
	if (title.length > LONGEST_TITLE)
		return error(400, `title must be ${LONGEST_TITLE} characters or fewer (received ${title.length}).`);
	if (agent === '') return error(400, 'agent_id should not be empty');
	if (Buffer.byteLength(file) > MOST_BYTES) return error(413, 'File too large');
	const records = csvRows(file);
	if (records?.[0] === undefined || !Object.hasOwn(records[0], 'phone_number'))
		return error(400, 'The uploaded file must include a phone_number column');
	const rows = records
		.filter(({ phone_number: to = '' }) => E164.test(to))
		.map(({ phone_number: to = '', ...metadata }) => ({ to, from: ROUTE, agent, metadata, variables: undefined }));
	return { title, agent, rows };
}

function csvRows(file: string): Record<string, string>[] | undefined {
	try {
		return parseCsv(file, { columns: true, skip_empty_lines: true });
	} catch {
		return undefined;
	}
}

/** The parts of a form by their names (RFC 7578); undefined when it is none. */
function multipart({ headers, body }: MockRequest): Map<string, string> | undefined {
	const boundary = /^multipart\/form-data;\s*boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
	if (boundary === undefined) return undefined;
	const delimiter = `\r\n--${boundary}`;
	const [, ...pieces] = `\r\n${body}`.split(delimiter);
	if (pieces.pop()?.startsWith('--') !== true) return undefined;
	const parts = new Map<string, string>();
	for (const piece of pieces) {
		const end = piece.indexOf('\r\n\r\n');
		const name = /content-disposition:\s*form-data;[^\r\n]*\bname="([^"]*)"/i.exec(piece.slice(0, end))?.[1];
		if (end < 0 || name === undefined) return undefined;
		parts.set(name, piece.slice(end + 4));
	}
	return parts;
}
