let loads = 0;

export const load = async ({ fetch, url }) => {
	if (!url.searchParams.has('loop')) return {};
	loads += 1;
	const response = await fetch('/no/such/page?loop');
	const text = await response.text();
	return { loads, status: response.status, isStatic: text.includes('id="static"') };
};
