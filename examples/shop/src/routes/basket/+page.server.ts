import { fail } from '@sveltejs/kit';
import { line, MAX_QUANTITY, read } from '#lib/schemas.ts';
import { addOne, basketOf, setQuantity } from '#lib/server/basket.ts';
import { startSession } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({
	title: 'Basket',
	lines: basketOf(locals.session),
	max: MAX_QUANTITY
});

export const actions: Actions = {
	add: async (event) => {
		const product = Number((await event.request.formData()).get('product'));
		const problem = addOne(startSession(event), product);
		return problem ? fail(409, { problem }) : { added: true };
	},

	set: async (event) => {
		const { values, problems } = read(line, await event.request.formData());
		if (!values) return fail(400, { problem: Object.values(problems)[0] });

		const problem = setQuantity(startSession(event), values.product, values.quantity);
		return problem ? fail(409, { problem }) : { quantity: values.quantity };
	}
};
