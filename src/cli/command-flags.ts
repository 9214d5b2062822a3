/** Flags of `run` and `resume` that are no settings: they say where settings come from. */
export interface SourceFlags {
	readonly config?: string;
	readonly dotenv?: string;
}

export interface FileFlags {
	readonly results?: string;
	readonly checkpoint?: string;
	readonly json?: boolean;
	readonly redact?: boolean;
}
