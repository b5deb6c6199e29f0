/** @param {() => import('./visitor.js').Visitor} visit */
export async function shop(visit) {
	const one = visit();
	for (const path of [
		'/',
		'/products/mug',
		'/products/bowl',
		'/products/none',
		'/basket',
		'/checkout',
		'/orders/none'
	]) {
		await one.get(path);
		await one.data(path);
	}
	await one.get('/orders/00000000-0000-4000-8000-000000000000');

	await one.both('/basket?/add', {});
	await one.both('/basket?/add', { product: '6' });
	await one.both('/basket?/add', { product: '1' });
	await one.both('/basket?/add', { product: '3' });
	await one.both('/basket?/set', { product: '1', quantity: '5' });
	await one.both('/basket?/set', { product: '1', quantity: '21' });
	await one.both('/basket?/set', { product: '1', quantity: '-1' });
	await one.both('/basket?/set', { product: '1' });
	await one.both('/basket?/set', { product: '3', quantity: '4' });
	await one.both('/basket?/set', { product: '99', quantity: '1' });
	await one.both('/basket', {});
	await one.get('/basket');
	await one.data('/basket');

	const { page } = await one.get('/checkout');
	const key = page.querySelector('[name=key]')?.getAttribute('value') ?? '';
	const address = {
		name: 'Ada Lovelace',
		email: 'ada@example.com',
		street: 'St James’s Square 12',
		postcode: '12345',
		city: 'London',
		country: 'DE',
		terms: 'on'
	};
	await one.both('/checkout', {});
	await one.both('/checkout', { ...address, key, postcode: '123', terms: [] });
	await one.both('/checkout', { ...address, key, email: 'nobody', country: 'XX' });

	// Somebody else is faster, and takes the lamps.
	const other = visit();
	await other.enhanced('/basket?/set', { product: '3', quantity: '2' });
	const { page: theirs } = await other.get('/checkout');
	const order = await other.native('/checkout', {
		...address,
		key: theirs.querySelector('[name=key]')?.getAttribute('value') ?? ''
	});
	await other.get(order.location);
	await one.get(order.location);
	await one.both('/checkout', { ...address, key });

	await one.both('/basket?/set', { product: '3', quantity: '0' });
	const placed = await one.native('/checkout', { ...address, key });
	await one.both('/checkout', { ...address, key });
	await one.get(placed.location);
	await one.data(placed.location);
	await one.get('/basket');
	await one.get('/');
	await one.both('/checkout', { ...address, key: '00000000-0000-4000-8000-000000000000' });
}
