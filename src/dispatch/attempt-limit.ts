/** How many attempts a run may make, counted over all providers that it dials through. */
export class AttemptLimit {
	/** Attempts that rang, or may have or may yet. */
	used = 0;
	readonly most: number;

	/** Undefined for as many as there are contacts. */
	constructor(most: number | undefined) {
		this.most = most ?? Number.POSITIVE_INFINITY;
	}

	get isReached(): boolean {
		return this.used >= this.most;
	}
}
