// Decided when the server starts, so that a build cannot know.
export const prerender = globalThis.process.env.PRERENDER_PAGES === 'yes';

export const actions = {
	default: ({ cookies }) => {
		cookies.set('ran', 'yes');
		return { ran: true };
	}
};

export const load = () => {
	throw new Error('no load runs');
};
