const find = (key) => {
	throw new TypeError(`there is no <${key}>`);
};

export const load = ({ url }) => (url.searchParams.has('well') ? {} : find('row'));

export const actions = {
	default: () => find('action')
};
