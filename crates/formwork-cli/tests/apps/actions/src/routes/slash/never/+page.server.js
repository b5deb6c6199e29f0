export const trailingSlash = 'never';

export const actions = {
	default: ({ cookies }) => {
		cookies.set('ran', 'yes');
		return { ran: true };
	}
};
