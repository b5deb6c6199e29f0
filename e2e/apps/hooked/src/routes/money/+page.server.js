import { error, fail } from '@sveltejs/kit';
import { Money } from '#lib/money.js';

export const load = () => ({ balance: new Money(1234), later: Promise.resolve(new Money(5)) });

export const actions = {
	pay: async ({ request }) => {
		const cents = Number((await request.formData()).get('cents'));
		if (!(cents > 0)) return fail(400, { refused: new Money(cents) });
		return { paid: new Money(cents) };
	},
	error: () => error(402, 'no money'),
	accident: () => {
		throw new Error('the secret of the bank');
	}
};
