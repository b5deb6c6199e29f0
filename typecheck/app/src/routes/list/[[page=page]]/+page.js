/** @type {import('./$types').PageLoad} */
export function load({ params, data }) {
	/** @type {number | undefined} */
	const page = params.page;
	/** @type {null} */
	const nothing = data;
	return { page: page ?? 1, nothing };
}
