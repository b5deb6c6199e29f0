export const load = async ({ fetch, url }) => {
	const options = JSON.parse(url.searchParams.get('init') ?? '{}');
	const read = url.searchParams.get('read') ?? 'text';
	const response = await fetch(url.searchParams.get('url'), options);
	const header = url.searchParams.get('header');
	try {
		const value = header === 'cookies' ? response.headers.getSetCookie() : header ? response.headers.get(header) : await response[read]();
		return { status: response.status, value: String(value) };
	} catch (error) {
		return { refused: error.message };
	}
};
