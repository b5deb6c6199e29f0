export async function load({ data, parent, url }) {
	const { root } = await parent();
	return { server: data, root, search: url.search, universal: true };
}
