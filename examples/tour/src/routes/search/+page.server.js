import { glossary } from '#lib/glossary.js';

/** @type {import('./$types').PageServerLoad} */
export function load({ url }) {
	const q = url.searchParams.get('q') ?? '';
	const kind = url.searchParams.get('kind') ?? '';
	const needle = q.trim().toLowerCase();

	return {
		q,
		kind,
		results: glossary.filter(
			(entry) =>
				(!kind || entry.kind === kind) && `${entry.term} ${entry.text}`.toLowerCase().includes(needle)
		)
	};
}
