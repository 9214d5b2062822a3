/** Environment that makes the program begin with this code; for what a shell or a defect would do to it. */
export function preload(code: string): { readonly NODE_OPTIONS: string } {
	return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

/** Every file would get all the rights that the program asks for. */
export const NO_UMASK = preload('process.umask(0)');
