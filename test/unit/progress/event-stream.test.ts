import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventSchema } from '../../../src/progress/event-schema.js';
import { eventStream } from '../../../src/progress/event-stream.js';
import { Recorder, SAMPLES, sample } from './samples.js';

function linesOf(...events: Parameters<ReturnType<typeof eventStream>>[0][]): string[] {
	const stream = new Recorder();
	for (const event of events) eventStream(stream)(event);
	return stream.lines;
}

test('every event is one line of JSON with its version', () => {
	expect(linesOf(SAMPLES.limit_changed, SAMPLES.stopping).map((line) => JSON.parse(line))).toEqual([
		{ v: 1, ...SAMPLES.limit_changed },
		{ v: 1, ...SAMPLES.stopping },
	]);
});

test('control characters are written as escapes and read as what they were', () => {
	const message = 'a\nb\u001b[2J\u009b31m\u007f\u0080';
	const [line = ''] = linesOf(sample('call_refused', 0, { message }));
	expect(line).not.toMatch(/\p{Cc}/u);
	expect(JSON.parse(line)).toMatchObject({ message });
});

describe('the published schema', () => {
	const schema = z.fromJSONSchema(eventSchema() as Parameters<typeof z.fromJSONSchema>[0]);

	test.each(Object.values(SAMPLES))('describes $type', (event) => {
		const [line = ''] = linesOf(event);
		expect(schema.safeParse(JSON.parse(line)).error).toBeUndefined();
		for (const field of ['v', 'at', ...requiredOf(event.type)]) {
			const { [field]: _left, ...incomplete } = JSON.parse(line);
			expect(schema.safeParse(incomplete).success).toBe(false);
		}
	});

	test('lets a later version add fields', () => {
		expect(schema.safeParse({ v: 1, ...SAMPLES.stopping, later: true }).success).toBe(true);
	});

	test('knows no other types', () => {
		expect(schema.safeParse({ v: 1, type: 'unheard_of', at: 1 }).success).toBe(false);
	});

	test('is plain JSON that says which draft it is', () => {
		expect(JSON.parse(JSON.stringify(eventSchema()))).toEqual(eventSchema());
		expect(eventSchema().$schema).toBe('https://json-schema.org/draft/2020-12/schema');
	});
});

/** The fields that the schema demands of a type. */
function requiredOf(type: string): string[] {
	const { oneOf } = eventSchema() as {
		oneOf: { properties: { type: { const: string } }; required: string[] }[];
	};
	return oneOf.find((one) => one.properties.type.const === type)?.required ?? [];
}
