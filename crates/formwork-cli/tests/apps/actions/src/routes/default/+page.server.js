export function load({ locals }) {
	locals.ran.push('load:page');
}

export const actions = {
	default({ locals }) {
		locals.ran.push('action:default');
		return { ran: 'default' };
	}
};
