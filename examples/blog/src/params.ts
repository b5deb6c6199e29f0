import { defineParams } from '@sveltejs/kit/params';

/** What may stand for `[name=integer]` in a route; a converted value is what `params` holds then. */
export const params = defineParams({
	slug: (value) => (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) ? value : undefined),
	integer: (value) => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined)
});
