import type { Batches } from '../providers/batches.js';
import type { AttemptSpec } from '../providers/provider.js';
import { exchange, type Sent, type Starter, type StarterContext, type StartSteps } from './starter.js';

/** Beside its variables, a row has its number and three ids; bytes. */
const ROW_BYTES = 200;

/** Attempts that go out in one request. */
interface Batch {
	readonly name: string;
	readonly numbers: Set<string>;
	/** Those whose intents are on disk. */
	readonly written: { readonly spec: AttemptSpec; readonly leaving: () => void }[];
	bytes: number;
	/** Those whose intents are on their way there. */
	writing: number;
	/** Nobody is added any more. */
	isClosed: boolean;
	readonly sent: Promise<Sent>;
	resolve(sent: Sent | Promise<Sent>): void;
}

/**
 * Collects attempts and sends them in one request, as soon as no more are started for now and the intent of every one is
 * on disk. What the answer means holds for all of them: an answer that is lost leaves all in doubt, and the name under
 * which the upload is looked for then stands in each intent.
 */
export class BatchStarter implements Starter {
	readonly #context: StarterContext;
	readonly #batches: Batches;
	#open: Batch | undefined;

	constructor(context: StarterContext, batches: Batches) {
		this.#context = context;
		this.#batches = batches;
	}

	async start(spec: AttemptSpec, { write, leaving }: StartSteps): Promise<Sent> {
		const batch = this.#join(spec);
		try {
			await write(batch.name);
			batch.written.push({ spec, leaving });
		} finally {
			batch.writing -= 1;
			this.#sendIfWhole(batch);
		}
		const sent = { ...(await batch.sent), batch: batch.name };
		if (!('reply' in sent) || sent.reply.kind !== 'accepted') return sent;
		return { ...sent, reply: { kind: 'accepted', call: this.#batches.callOf(sent.reply.call, spec.to) } };
	}

	pause(): void {
		const batch = this.#open;
		if (batch === undefined) return;
		this.#open = undefined;
		batch.isClosed = true;
		this.#sendIfWhole(batch);
	}

	/** The open batch, or a new one: a number occurs once in a batch, for it is what its calls are told apart by. */
	#join({ attempt, to, variables }: AttemptSpec): Batch {
		const bytes = Buffer.byteLength(JSON.stringify(variables)) + ROW_BYTES;
		const { mostBytes, mostCalls } = this.#batches;
		const open = this.#open;
		const isFull = open !== undefined && (open.bytes + bytes > mostBytes || open.numbers.size >= mostCalls);
		if (isFull || open?.numbers.has(to)) this.pause();
		this.#open ??= newBatch(attempt);
		this.#open.numbers.add(to);
		this.#open.bytes += bytes;
		this.#open.writing += 1;
		return this.#open;
	}

	#sendIfWhole(batch: Batch): void {
		if (batch.isClosed && batch.writing === 0 && batch.written.length > 0) batch.resolve(this.#send(batch));
	}

	async #send({ name, written }: Batch): Promise<Sent> {
		const held = this.#context.holdBack();
		if (held !== undefined) return { held };
		for (const { leaving } of written) leaving();
		const request = this.#batches.create(
			name,
			written.map(({ spec }) => spec),
		);
		return exchange(this.#context, request, (response) => this.#batches.readCreate(response));
	}
}

/** Its name is the id of its first attempt, which no other has. */
function newBatch(name: string): Batch {
	let resolve: Batch['resolve'] = () => undefined;
	const sent = new Promise<Sent>((settle) => {
		resolve = settle;
	});
	return { name, numbers: new Set(), written: [], bytes: 0, writing: 0, isClosed: false, sent, resolve };
}
