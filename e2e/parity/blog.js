/** @param {() => import('./visitor.js').Visitor} visit */
export async function blog(visit) {
	const reader = visit();
	for (const path of ['/', '/?page=2', '/login', '/register', '/posts/how-to-end-a-letter']) {
		await reader.get(path);
		await reader.data(path);
	}
	for (const path of [
		'/?page=0',
		'/?page=9',
		'/posts/notes-on-ink',
		'/posts/No-Slug',
		'/posts/none',
		'/rss.xml',
		'/logout',
		'/favicon.svg'
	]) {
		await reader.get(path);
	}
	for (const path of [
		'/admin',
		'/admin/new',
		'/admin/posts/1',
		'/admin/posts/0',
		'/admin/posts/1/delete',
		'/admin/none'
	]) {
		await reader.get(path);
		await reader.data(path);
	}
	await reader.both('/admin?/publish', { id: '5', published: 'true' });
	await reader.both('/posts/how-to-end-a-letter?/comment', { text: 'not logged in' });
	await reader.send('POST', '/rss.xml', { accept: 'text/html' });
	await reader.send('HEAD', '/rss.xml');

	await reader.both('/login', {});
	await reader.both('/login', { email: 'grace@example.com', password: 'wrong' });
	await reader.both('/register', { email: 'no address', password: 'correct horse' });
	await reader.both('/register', { email: 'grace@example.com', password: 'short' });
	await reader.native('/register?redirectTo=%2Fposts%2Fhow-to-end-a-letter', {
		email: 'grace@example.com',
		password: 'correct horse'
	});
	await reader.both('/register', { email: 'grace@example.com', password: 'correct horse' });
	await reader.get('/login?redirectTo=/posts/how-to-end-a-letter');
	await reader.get('/login?redirectTo=//elsewhere.test');
	await reader.get('/admin');
	await reader.data('/admin');
	await reader.both('/admin?/publish', { id: '5', published: 'true' });

	const post = '/posts/how-to-end-a-letter';
	await reader.both(`${post}?/comment`, { text: ' ' });
	await reader.both(`${post}?/comment`, { text: 'x'.repeat(1001) });
	await reader.both(`${post}?/comment`, { text: 'Two lines,\r\nand <em>no</em> markup.' });
	await reader.both('/posts/none?/comment', { text: 'Nowhere' });
	await reader.both(`${post}?/delete`, { id: '1' });
	await reader.both(`${post}?/nope`, {});

	const editor = visit();
	await editor.enhanced('/login?redirectTo=/admin', {
		email: 'editor@example.com',
		password: 'correct horse battery'
	});
	await editor.get('/admin');
	await editor.data('/admin');
	await editor.get('/posts/notes-on-ink');
	await editor.get('/admin/new');
	await editor.both('/admin/new', {});
	await editor.both('/admin/new', { title: 'Stamps', slug: 'how-to-end-a-letter', summary: '', body: 'x' });
	await editor.native('/admin/new', {
		title: 'Stamps',
		slug: 'stamps',
		summary: 'Small pictures',
		body: 'One.\r\n\r\nTwo.'
	});
	await editor.enhanced('/admin/new', { title: 'Strings', slug: 'strings', summary: '', body: 'One.' });
	await editor.both('/admin?/publish', { id: '6', published: 'true' });
	await editor.both('/admin?/publish', { id: '99', published: 'true' });
	for (const path of ['/admin/posts/6', '/admin/posts/99', '/admin/posts/x', '/admin/posts/6/delete']) {
		await editor.get(path);
		await editor.data(path);
	}
	await editor.both('/admin/posts/6', { title: '', slug: 'stamps', summary: 'x'.repeat(201), body: 'One.' });
	await editor.both('/admin/posts/6', { title: 'Postage stamps', slug: 'stamps', summary: '', body: 'One.' });
	await editor.get('/posts/stamps');
	await editor.enhanced('/admin/posts/6/delete', {});
	await editor.native('/admin/posts/7/delete', {});
	await editor.get('/posts/stamps');
	await editor.both(`${post}?/delete`, { id: '2' });
	await editor.native('/logout', {});
	await editor.get('/admin');
	await reader.get(post);
}
