class Thing {
	a = 1;
}

/** @type {Record<string, (data: any) => any>} */
const values = {
	object: () => ({ a: 1 }),
	array: () => [1, 2],
	class: () => new Thing(),
	response: () => new Response('x'),
	number: () => 7
};

export const load = ({ data, url }) => {
	const what = url.searchParams.get('universal');
	return what ? values[what](data) : data;
};
