/** @type {Record<string, any>} */
const values = {
	function: { a: { list: [1, () => 2] } },
	class: { item: new (class Own {})() },
	symbol: { a: { 'not an identifier': Symbol('s') } }
};

export const load = ({ url }) => values[url.searchParams.get('what')];
