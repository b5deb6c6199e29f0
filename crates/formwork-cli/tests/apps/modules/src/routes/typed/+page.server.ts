import { describe } from '#lib/shared.ts';
import { fail } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ described: describe(event) });

export const actions = {
	default: async (event) => {
		const data = await event.request.formData();
		const name = data.get('name') as string | null;
		if (!name) return fail(400, { missing: true as const });
		return { described: describe(event), name };
	}
} satisfies Actions;
