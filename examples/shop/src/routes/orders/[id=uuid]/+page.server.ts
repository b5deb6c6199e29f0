import { error } from '@sveltejs/kit';
import { orderOf } from '#lib/server/orders.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) => ({
	title: 'Thank you',
	order: orderOf(locals.session, params.id) ?? error(404, 'There is no such order of yours.')
});
