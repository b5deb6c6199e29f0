export const GET = ({ request, cookies }) =>
	Response.json({ header: request.headers.get('cookie'), all: cookies.getAll() });
