export function GET() {
	const headers = new Headers();
	headers.append('set-cookie', 'plain=1');
	headers.append('set-cookie', 'full=a%20b; Path=/; Max-Age=60; SameSite=Strict');
	headers.append('set-cookie', 'raw=%C3%BC; Path=/; HttpOnly');
	return new Response('set', { headers });
}
