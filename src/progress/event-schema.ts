import { z } from 'zod';
import type { CampaignEvent } from './events.js';

const count = z.int().nonnegative();
const contact = z.string().describe('Identity of the contact: its id, or its E.164 number; masked with --redact.');
const attempt = z.string().describe('Id of the attempt; the provider was given it with the call.');
const call = z.string().describe('Id of the call at the provider.');

/** The fields that every event has. */
function described<Type extends string, Fields extends z.core.$ZodLooseShape>(
	type: Type,
	means: string,
	fields: Fields,
) {
	const common = { v: z.literal(1), type: z.literal(type), at: z.number().describe('Epoch ms.') };
	return z.object({ ...common, ...fields }).describe(means);
}

const eventLine = z.discriminatedUnion('type', [
	described('campaign_started', 'A run begins.', {
		campaign: z.string(),
		provider: z.string(),
		dryRun: z.boolean(),
		rows: count.describe('Rows of the contacts file.'),
		settled: count.describe('Contacts of the file that were settled by earlier runs.'),
		todo: count.describe('Contacts that this run has to settle.'),
		skipped: count.describe('Rows that can never be called: invalid and duplicate ones.'),
		adopted: count.describe('Calls of an earlier run that are followed or cleared up first.'),
		slots: count,
		pacePerSecond: z.number().optional().describe('Starts per second at most; absent when there is no such limit.'),
		changes: z
			.array(
				z.object({
					kind: z.string().describe('Such as added, removed_settled, number_open, text_pending, reordered.'),
					count: count.optional().describe('Contacts; absent where it cannot be told.'),
				}),
			)
			.readonly()
			.optional()
			.describe('What was changed in the contacts file since the last run; absent when nothing was.'),
	}),
	described('contact_skipped', 'A row was passed over for good.', {
		line: count,
		status: z.enum(['invalid', 'duplicate']),
		reason: z.string(),
	}),
	described('attempt_started', 'A request that may ring a phone leaves.', {
		attempt,
		contact,
		live: count.describe("Slots in use, this attempt's included."),
		slots: count.describe('Slots allowed just now.'),
	}),
	described('call_accepted', 'The provider took the call.', {
		attempt,
		contact,
		call,
		latencyMs: z.number(),
		reconciled: z.boolean().describe('True when an attempt in doubt was found to have been taken.'),
	}),
	described('call_refused', 'The provider said no before anything rang; the contact stays to be called.', {
		attempt,
		contact,
		kind: z.string(),
		message: z.string(),
	}),
	described('call_ended', 'The outcome of a call is known.', {
		attempt,
		contact,
		call,
		outcome: z.string(),
		durationMs: z.number().optional(),
	}),
	described('attempt_failed', 'The provider refused this contact, or the whole configuration.', {
		attempt,
		contact,
		blame: z.enum(['contact', 'config', 'account']),
		message: z.string(),
	}),
	described('attempt_in_doubt', 'A request left and it is not known whether the call was placed.', {
		attempt,
		contact,
		why: z.string(),
		cannotTell: z.literal(true).optional(),
	}),
	described(
		'attempt_not_placed',
		'An attempt was found never to have reached a phone; its contact may be called again.',
		{
			attempt,
			contact,
			why: z.string(),
		},
	),
	described('contact_settled', 'A contact has its final status.', {
		contact,
		status: z.enum(['completed', 'placed', 'failed']),
		outcome: z.string().optional(),
	}),
	described('limit_changed', 'A limit moved.', {
		what: z.enum(['slots', 'pace']).describe('Live calls, or call starts per second.'),
		from: z.number().optional().describe('Absent when none was known.'),
		to: z.number().optional().describe('Absent when it was given up.'),
		why: z.string(),
	}),
	described('waiting', 'No call can be started now; with code `none`: starts go on.', {
		code: z.string(),
		why: z.string(),
		until: z.number().optional().describe('Epoch ms; absent when only an event can end the wait.'),
	}),
	described('failed_over', 'Calls go on through another provider; those under way stay where they are.', {
		provider: z.string(),
		why: z.string(),
		live: count.describe('Calls under way with the provider that takes no more.'),
		slots: count.describe('Those, and the slots of the other provider.'),
		pacePerSecond: z.number().optional().describe('Starts per second at most; absent when there is no such limit.'),
	}),
	described('notice', 'Something that a person should know; the run goes on.', { text: z.string() }),
	described('stopping', 'No more calls are started; live ones are followed to their end.', {
		why: z.string(),
		live: count,
	}),
	described('campaign_ended', 'The run is over.', {
		why: z.string(),
		left: count.describe('Contacts that a later run has to go on with.'),
	}),
]);

/** A JSON Schema (draft 2020-12) of one line of the event stream. Fields that it does not know are to be ignored. */
export function eventSchema(): Record<string, unknown> {
	// `input`: the schema for readers, which does not forbid fields that a later version adds.
	const { $schema, ...schema } = z.toJSONSchema(agreeing(eventLine, true), { io: 'input' });
	return { $schema, title: 'One line of the event stream of dialer', ...schema };
}

/** Compiles only while the schema and the types in events.ts agree in every field, optional ones included. */
function agreeing<S extends z.ZodType>(schema: S, _agrees: Same<WithoutVersion<z.infer<S>>, CampaignEvent>): S {
	return schema;
}

type Same<A, B> = Both<A, B> extends true ? Both<Whole<A>, Whole<B>> : false;
type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** With every field required: two types are assignable to each other even when one lacks an optional field. */
type Whole<T> = T extends unknown ? Required<T> : never;
type WithoutVersion<T> = T extends unknown ? Omit<T, 'v'> : never;
