import { countOf } from '#lib/server/basket.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => ({ count: countOf(locals.session) });
