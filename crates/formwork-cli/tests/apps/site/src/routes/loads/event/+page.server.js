const outcome = (attempt) => {
	try {
		attempt();
		return 'fine';
	} catch (problem) {
		return problem instanceof Error ? 'an error' : 'something else';
	}
};

/** @this {unknown} */
export async function load(event) {
	event.setHeaders({ 'x-set-by-load': 'yes' });
	const response = await event.fetch('../api');
	return {
		arguments: arguments.length,
		this: this ?? 'nothing',
		keys: Object.keys(event).filter((key) => ['depends', 'parent', 'untrack', 'url', 'params', 'route'].includes(key)).sort(),
		hash: outcome(() => event.url.hash),
		fetched: await response.json(),
		params: { ...event.params },
		url: String(event.url),
		query: [...event.url.searchParams]
	};
}
