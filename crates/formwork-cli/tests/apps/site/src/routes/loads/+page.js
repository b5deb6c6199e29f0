export async function load({ data, parent }) {
	return { server: data, parents: await parent(), layer: 'page.js' };
}
