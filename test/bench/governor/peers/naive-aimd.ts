import { LimitPeer, MOST_CALLS } from './peer.js';

/** AIMD as TCP Reno has it, call by call: half after every refusal, one more after as many calls taken as it allows. */
export class NaiveAimd extends LimitPeer {
	constructor() {
		super(1);
	}

	protected override onTaken(): void {
		this.limit = Math.min(MOST_CALLS, this.limit + 1 / this.limit);
	}

	protected override onRefused(): void {
		this.limit = Math.max(1, this.limit / 2);
	}
}
