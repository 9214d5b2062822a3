/** Where a campaign keeps its files. */
export interface CampaignFiles {
	readonly results: string;
	readonly checkpoint: string;
}

/** `path/contacts.csv` -> `path/contacts.results.csv` and `path/contacts.checkpoint.ndjson`, unless told otherwise. */
export function campaignFiles(
	contacts: string,
	told: { readonly results?: string | undefined; readonly checkpoint?: string | undefined },
): CampaignFiles {
	const stem = contacts.replace(/\.(csv|tsv|txt)$/i, '');
	return {
		results: told.results ?? `${stem}.results.csv`,
		checkpoint: told.checkpoint ?? `${stem}.checkpoint.ndjson`,
	};
}
