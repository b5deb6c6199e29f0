const seen = (window.seen = { init: 0, errors: [], early: false });

export async function init() {
	await Promise.resolve();
	seen.init += 1;
	// before anything is hydrated
	seen.early = document.querySelector('#svelte-announcer') === null;
}

export function handleError({ kind, error, event, status, message }) {
	seen.errors.push({
		kind,
		error: error instanceof Error ? `${error.name}: ${error.message}` : error,
		path: event.url.pathname + event.url.search,
		params: event.params,
		route: event.route,
		status,
		message
	});
	if (window.failInHandleError) throw new Error('the hook itself');
	return window.overrides ?? (kind === 'unknown' ? { message: 'hooked', extra: kind } : { extra: kind });
}
