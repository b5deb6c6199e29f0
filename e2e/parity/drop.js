import { Buffer } from 'node:buffer';

/** @param {() => import('./visitor.js').Visitor} visit */
export async function drop(visit) {
	const one = visit();
	for (const path of ['/', '/d/none', '/d/abcdefghijklmnop', '/nowhere']) {
		await one.get(path);
		await one.data(path);
	}
	const notes = new File(['hello, world'], 'Notizen ä "1".txt', { type: 'text/plain' });
	const large = new File([Buffer.alloc(2 ** 20, 7)], 'large.bin');
	const none = new File([], '');
	const fields = { note: 'For <you>', seconds: '3600' };

	await one.both('/?/upload', { ...fields, files: [none] });
	await one.both('/?/upload', { ...fields, seconds: '5', files: [notes] });
	await one.both('/?/upload', { ...fields, files: Array(21).fill(notes) });
	await one.both('/?/upload', fields);
	await one.native(
		'/?/upload',
		{},
		{ 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(2 ** 30) }
	);

	await one.enhanced('/?/upload', { ...fields, files: [notes] });
	const { location } = await one.native('/?/upload', { ...fields, files: [notes, large] });
	const { page } = await one.get(location);
	await one.data(location);
	await one.get('/');
	for (const link of page.querySelectorAll('a[download]')) {
		const path = link.getAttribute('href') ?? '';
		await one.get(path);
		await one.send('HEAD', path);
		for (const range of [
			'bytes=0-4',
			'bytes=7-',
			'bytes=-5',
			'bytes=3-999999999',
			'bytes=99999999-',
			'bytes=1-2,4-5',
			'lines=1-2'
		]) {
			await one.get(path, { range });
		}
	}
	await one.get(`${location}/99`);
	await one.get(`${location}/x`);
	await one.send('PUT', `${location}/1`);

	const other = visit();
	await other.get(location);
	await other.both(location, {});
	await other.both('/?/delete', { token: location.slice(3) });
	await one.both('/?/delete', { token: location.slice(3) });
	await one.get(location);
}
