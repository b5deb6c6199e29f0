export const handle = ({ event, resolve }) => {
	event.locals.store = event.platform?.env.STORE;
	return resolve(event);
};
