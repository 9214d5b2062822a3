/** Something that takes a slot until a moment. */
interface SlotHolder {
	/** Epoch ms. */
	readonly freedAt: number;
}

/** The calls that hold a slot, as a binary heap with the one that frees it first on top. */
export class LiveCalls {
	#heap: SlotHolder[] = [];

	get count(): number {
		return this.#heap.length;
	}

	/** Epoch ms at which the next slot is freed, undefined when none is taken. */
	get nextFreed(): number | undefined {
		return this.#heap[0]?.freedAt;
	}

	add(call: SlotHolder): void {
		const heap = this.#heap;
		let place = heap.length;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const above = heap[parent];
			if (above === undefined || above.freedAt <= call.freedAt) break;
			heap[place] = above;
			place = parent;
		}
		heap[place] = call;
	}

	/** Lets go of the calls that hold no slot any more at `now` (epoch ms). */
	settle(now: number): void {
		for (let top = this.#heap[0]; top !== undefined && top.freedAt <= now; top = this.#heap[0]) this.#dropTop();
	}

	/** Takes a call out before its time. Slow (it builds the heap anew), but calls are rarely stopped. */
	remove(call: SlotHolder): void {
		const others = this.#heap.filter((other) => other !== call);
		this.#heap = [];
		for (const other of others) this.add(other);
	}

	#dropTop(): void {
		const heap = this.#heap;
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return;
		let place = 0;
		for (;;) {
			const left = heap[2 * place + 1];
			if (left === undefined) break;
			const right = heap[2 * place + 2];
			const goesRight = right !== undefined && right.freedAt < left.freedAt;
			const smaller = goesRight ? right : left;
			if (last.freedAt <= smaller.freedAt) break;
			heap[place] = smaller;
			place = 2 * place + (goesRight ? 2 : 1);
		}
		heap[place] = last;
	}
}
