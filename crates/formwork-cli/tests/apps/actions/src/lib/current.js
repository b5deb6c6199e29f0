import { getRequestEvent } from '$app/server';

export const current = () => getRequestEvent();

let outside;
try {
	getRequestEvent();
	outside = 'no error';
} catch (error) {
	outside = error.name;
}

/** What calling it while this module was loaded, outside of any request, gave. */
export { outside };
