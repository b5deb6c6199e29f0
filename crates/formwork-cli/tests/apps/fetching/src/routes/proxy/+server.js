export const GET = async ({ fetch, url, request }) => {
	const response = await fetch(url.searchParams.get('url'), { signal: url.searchParams.has('signal') ? request.signal : undefined });
	if (!url.searchParams.has('copy')) return response;
	return new Response(response.body, response);
};

export const POST = ({ fetch, url, request }) =>
	fetch(url.searchParams.get('url'), { method: 'POST', body: request.body, duplex: 'half', headers: request.headers });
