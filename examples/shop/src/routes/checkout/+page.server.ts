import { fail, redirect } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { COUNTRIES, order, read } from '#lib/schemas.ts';
import { basketOf, totalOf } from '#lib/server/basket.ts';
import { placeOrder } from '#lib/server/orders.ts';
import { startSession } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	const lines = basketOf(locals.session);
	if (!lines.length) redirect(303, '/basket');

	return { title: 'Checkout', key: randomUUID(), lines, total: totalOf(lines), countries: COUNTRIES };
};

export const actions: Actions = {
	default: async (event) => {
		const { values, sent, problems } = read(order, await event.request.formData());
		if (!values) return fail(400, { sent, problems });

		const placed = placeOrder(startSession(event), values);
		if ('problem' in placed) return fail(409, { sent, problem: placed.problem });

		redirect(303, `/orders/${placed.id}`);
	}
};
