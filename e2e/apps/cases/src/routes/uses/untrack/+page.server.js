import { stamp } from '#lib/stamp.js';

export const load = ({ untrack, url, params }) => ({
	page: stamp(),
	q: untrack(() => url.searchParams.get('q')),
	origin: url.origin,
	...params
});
