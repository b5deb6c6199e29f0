export const handle = ({ event, resolve }) => {
	event.locals.greeting = 'greeting one';
	return resolve(event);
};
