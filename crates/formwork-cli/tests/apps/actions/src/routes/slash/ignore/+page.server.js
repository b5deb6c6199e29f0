export const trailingSlash = 'ignore';

export const actions = {
	default: ({ cookies }) => {
		cookies.set('ran', 'yes');
		return { ran: true };
	}
};
