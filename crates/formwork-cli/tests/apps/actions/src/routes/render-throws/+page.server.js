export const actions = {
	default: ({ locals }) => {
		locals.ran.push('action');
		return { boom: true };
	}
};
