class Thing {
	a = 1;
}

/** @type {Record<string, () => any>} */
const values = {
	object: () => ({ a: 1 }),
	bare: () => Object.assign(Object.create(null), { a: 1 }),
	nothing: () => undefined,
	null: () => null,
	array: () => [1, 2],
	class: () => new Thing(),
	date: () => new Date(0),
	response: () => new Response('x'),
	number: () => 7,
	string: () => 'text',
	function: () => () => 1
};

export const load = ({ url }) => (values[url.searchParams.get('server') ?? 'nothing'])();
