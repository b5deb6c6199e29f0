export function load({ locals }) {
	locals.ran.push('load:page');
}

export const actions = {
	default: ({ locals }) => void locals.ran.push('action:default'),
	named: ({ locals }) => void locals.ran.push('action:named')
};
