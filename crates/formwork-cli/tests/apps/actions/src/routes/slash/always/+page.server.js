export const trailingSlash = 'always';

export const actions = {
	default: ({ cookies }) => {
		cookies.set('ran', 'yes');
		return { ran: true };
	}
};
