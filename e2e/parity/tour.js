/** @param {() => import('./visitor.js').Visitor} visit */
export async function tour(visit) {
	const one = visit();
	for (const path of [
		'/',
		'/guestbook',
		'/login',
		'/account',
		'/todos',
		'/preferences',
		'/wordcount',
		'/search?q=form'
	]) {
		await one.get(path);
		await one.data(path);
	}
	for (const path of [
		'/search?q=a&kind=attribute',
		'/avatar',
		'/errors',
		'/plain',
		'/favicon.svg',
		'/nowhere',
		'/avatar/none'
	]) {
		await one.get(path);
	}
	await one.send('GET', '/nowhere', { accept: 'application/json' });
	await one.send('HEAD', '/guestbook');
	await one.send('OPTIONS', '/guestbook');
	await one.send('OPTIONS', '/wordcount');
	await one.send('PUT', '/guestbook');
	await one.send('DELETE', '/wordcount');
	await one.get('/guestbook/');
	await one.get('/%zz');

	await one.both('/guestbook', {});
	await one.both('/guestbook', { name: 'Ada', message: '<b>Hello</b> & good-bye' });
	await one.both('/guestbook?/nope', { message: 'x' });
	await one.both('/nowhere', { message: 'x' });
	await one.both('/search', { q: 'x' });
	await one.native('/guestbook', { message: 'x' }, { origin: 'http://elsewhere.test' });
	await one.native('/guestbook', { message: 'x' }, { 'content-type': 'application/json' });

	await one.both('/login?/login', {});
	await one.both('/login?/login', { email: 'ada@example.com', password: 'wrong' });
	await one.both('/login?/register', { email: 'ada@example.com', password: 'short' });
	await one.native('/login?/register&redirectTo=/account', {
		email: 'ada@example.com',
		password: 'correct horse'
	});
	await one.both('/login?/register', { email: 'ada@example.com', password: 'correct horse' });
	await one.get('/account');
	await one.data('/account');
	await one.both('/account?/rename', {});
	await one.both('/account?/rename', { name: 'Ada Lovelace' });
	await one.native('/account?/logout', {});
	await one.get('/account');
	await one.enhanced('/login?/login&redirectTo=%2Faccount', {
		email: 'ada@example.com',
		password: 'correct horse'
	});
	await one.enhanced('/account?/logout', {});
	await one.both('/account?/rename', { name: 'Nobody' });

	await one.both('/todos?/create', { text: ' ' });
	await one.both('/todos?/create', { text: 'Order oak boards' });
	await one.both('/todos?/toggle', { id: '1' });
	await one.both('/todos?/delete', { id: '1' });
	await one.both('/todos', { text: 'no default' });

	await one.both('/preferences?/save', { accent: 'ocean' });
	await one.both('/preferences?/save', { accent: 'pink' });
	await one.both('/preferences?/reset', {});
	await one.both('/wordcount', { text: 'one two' });
	await one.both('/wordcount', { text: ' ' });
	await one.send('POST', '/wordcount', { 'content-type': 'application/json' }, '{"text": "one two"}');
	await one.send('POST', '/wordcount', { 'content-type': 'application/json' }, '{');
	await one.both('/errors?/expected', {});
	await one.both('/errors?/unexpected', {});
	await one.both('/plain', { extra: ['a', 'b'] });
	await one.both('/plain', { size: 'small', extra: 'a' });

	const picture = (content = 'not really', name = 'Mein "Bild" ä.png', type = 'image/png') => ({
		avatar: [new File([content], name, { type })]
	});
	await one.both('/avatar', picture());
	await one.both('/avatar', picture('', ''));
	await one.both('/avatar', picture('hello', 'notes.txt', 'text/plain'));
	await one.both('/avatar', picture('x'.repeat(300 * 1024)));
	const { page } = await one.get('/avatar');
	await one.get(page.querySelector('img')?.getAttribute('src') ?? '/no-picture');
	await one.native('/avatar', {}, { 'content-length': String(2 ** 20) });
}
