import { z } from 'zod';
import type { NewCall } from '../call.js';
import { serverUrlOf } from './vapi-webhook.js';

const label = (name: string) => z.string().max(40, `${name} must be shorter than or equal to 40 characters`);
const uuid = (name: string) =>
	z.string(`${name} must be a UUID`).regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, `${name} must be a UUID`);

const customer = z.strictObject({
	number: z.string().optional(),
	numberE164CheckEnabled: z.boolean().default(true),
	name: label('customer.name').optional(),
	externalId: label('customer.externalId').optional(),
	email: label('customer.email').optional(),
	extension: z.string().optional(),
	assistantOverrides: z.record(z.string(), z.unknown()).optional(),
});
const number = customer.refine(
	({ number = '', numberE164CheckEnabled }) =>
		numberE164CheckEnabled ? /^\+[1-9]\d{1,14}$/.test(number) : /^\+?[a-zA-Z0-9]+$/.test(number),
	{ message: 'customer.number must be a valid phone number in the E.164 format' },
);

const server = z.strictObject({
	url: z.url('server.url must be a URL address').optional(),
	credentialId: uuid('server.credentialId').optional(),
	headers: z.record(z.string(), z.string()).optional(),
	timeoutSeconds: z.number().optional(),
	backoffPlan: z.looseObject({}).optional(),
});

/** One call to a transient customer, by an assistant and a phone number that the account has: all the mock can place. */
const body = z.strictObject({
	name: label('name').optional(),
	assistantId: uuid('assistantId'),
	assistantVersion: z.string().nullable().optional(),
	assistantOverrides: z
		.looseObject({
			variableValues: z.record(z.string(), z.unknown()).optional(),
			metadata: z.record(z.string(), z.unknown()).optional(),
			server: server.optional(),
		})
		.optional(),
	phoneNumberId: uuid('phoneNumberId'),
	customer: number,
});

/** The call that a body of `POST /call` asks for, or what is wrong with it, in the form of class-validator. */
export function readVapiCreate(text: string): NewCall | { readonly complaints: string | readonly string[] } {
	let content: unknown;
	try {
		content = JSON.parse(text);
	} catch {
		return { complaints: 'The request body is no valid JSON.' };
	}
	const parsed = body.safeParse(content);
	if (!parsed.success) return { complaints: parsed.error.issues.flatMap(complaintsOf) };
	const { name, customer: called, assistantOverrides, assistantId, phoneNumberId } = parsed.data;
	const attempt = called.externalId ?? assistantOverrides?.metadata?.attempt_id;
	return {
		to: called.number ?? '',
		from: phoneNumberId,
		agent: assistantId,
		// What is given back, and the id by which the mock counts attempts.
		metadata: { attempt_id: attempt, name, customer: withoutDefaults(content), assistantOverrides },
		variables: undefined,
		webhook: serverUrlOf(assistantOverrides),
	};
}

function withoutDefaults(content: unknown): unknown {
	return (content as { customer?: unknown }).customer;
}

function complaintsOf(issue: z.core.$ZodIssue): string[] {
	const path = issue.path.join('.');
	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map((key) => `property ${path === '' ? key : `${path}.${key}`} should not exist`);
	}
	return [issue.message.includes(' must ') ? issue.message : `${path} must be of another kind: ${issue.message}`];
}
