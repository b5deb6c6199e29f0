import { error } from '@sveltejs/kit';
import { productBySlug } from '#lib/server/basket.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params }) => {
	const product = productBySlug(params.slug) ?? error(404, 'We have no such thing.');
	return { title: product.name, product };
};
