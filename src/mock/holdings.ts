/** What an account has, as a scenario says it. */
export interface Holdings {
	/** Undefined: whatever is asked for is there. */
	readonly agents?: readonly string[] | undefined;
	readonly numbers?: readonly string[] | undefined;
	/** Numbers of others that it may call from. */
	readonly verified: readonly string[];
	/** `ok`, or why it places no calls. */
	readonly account: string;
}

/** Whether an account has an agent or a number with this id; of one that is not named, it has its own. */
export function owns(
	{ agents, numbers, verified }: Holdings,
	asset: 'agent' | 'number',
	id: string | undefined,
): boolean {
	if (id === undefined || (asset === 'number' && verified.includes(id))) return true;
	return (asset === 'agent' ? agents : numbers)?.includes(id) ?? true;
}
