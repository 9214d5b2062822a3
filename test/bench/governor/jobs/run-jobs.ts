import type { Work } from '../../../../src/dispatch/work.js';
import { seededRandom } from '../../../../src/runtime/random.js';
import { endlessWork, TrickledWork } from '../../../scenarios/endless-work.js';
import type { ScenarioFile } from '../../../scenarios/scenario-file.js';
import { jainIndex } from '../../../scenarios/shared-campaign.js';
import { virtualWorld } from '../../../scenarios/virtual-world.js';
import type { Outcome } from '../outcome.js';
import { Desk, NotTaken } from './desk.js';

/** Sets a queue going. The job it returns is called for each contact, and settles when that is done with. */
export type Tool = (desk: Desk) => Job;

/** @throws NotTaken when the contact is given up */
type Job = (to: string) => Promise<void>;

/** Jobs handed to the tool and not settled: always more than it could run at once. */
const QUEUED = 500;
/** Processes must not draw the same chances. */
const SALT = 1_000;
const SALT_OF_SECOND_LIFE = 100;

/** Runs a scenario with a script's jobs in the dialer's place; provider, network and measures are the same. */
export async function runJobs({ scenario, campaign }: ScenarioFile, tool: Tool, seed: number): Promise<Outcome> {
	const world = virtualWorld(scenario, campaign, seed);
	const { clock, mock, meter } = world;
	const { backlog, restart, dialers, deaths, duration } = campaign;
	let lost = 0;
	let broken: unknown;

	/** A process works through its contacts until it dies. */
	function live(work: Work, salt: number): Desk {
		const desk = new Desk(world, salt);
		const job = tool(desk);
		const queue = new Queue();
		const failed = (error: unknown) => {
			if (error instanceof NotTaken) lost += 1;
			else broken ??= error;
		};
		async function feed(): Promise<void> {
			while (!desk.isDead && broken === undefined) {
				await queue.room();
				await work.ready();
				const to = work.take()?.contact.to;
				if (to !== undefined) queue.add(job(to).catch(failed));
			}
		}
		feed().catch(failed);
		return desk;
	}

	const works = Array.from({ length: dialers }, (_, place) =>
		backlog === undefined
			? endlessWork(place)
			: new TrickledWork(clock, seededRandom(seed + 13), backlog.perMinute, backlog.until),
	);
	const desks = works.map((work, place) => live(work, SALT * place));
	for (const [place, at] of deaths.entries()) clock.after(at, () => desks[place]?.die());
	if (restart !== undefined) {
		clock.after(restart.at, () => desks[0]?.die());
		clock.after(restart.at + restart.downFor, () => live(works[0] ?? endlessWork(), SALT_OF_SECOND_LIFE));
	}
	await clock.advance(duration);
	if (broken !== undefined) throw broken;
	const { duplicates, violations } = mock.truthSummary(clock.now());
	const perMs = desks.map(({ accepted }, place) => accepted / (deaths[place] ?? duration));
	const jain = dialers > 1 ? jainIndex(perMs) : Number.NaN;
	const measures = meter.measures(duration);
	return {
		...measures,
		rungTwice: duplicates.length,
		violations,
		unproven: Number.NaN,
		stopped: undefined,
		jain,
		lost,
	};
}

/** Jobs under way, and a wait for room for one more. */
class Queue {
	#jobs = 0;
	#wake: () => void = () => undefined;

	add(job: Promise<void>): void {
		this.#jobs += 1;
		job.finally(() => {
			this.#jobs -= 1;
			this.#wake();
		});
	}

	async room(): Promise<void> {
		while (this.#jobs >= QUEUED) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}
}
