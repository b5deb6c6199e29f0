export function load({ locals }) {
	locals.ran.push('load:page');
	return { from: 'server' };
}

export const actions = { default: () => ({ done: true }) };
