import { products } from '#lib/server/basket.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ products: products() });
