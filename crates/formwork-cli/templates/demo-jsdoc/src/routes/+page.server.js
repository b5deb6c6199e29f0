import { error, fail, redirect } from '@sveltejs/kit';

/** @type {import('./$types').PageServerLoad} */
export const load = ({ locals }) => {
	return { items: known(locals.user).items };
};

/** @satisfies {import('./$types').Actions} */
export const actions = {
	add: async ({ request, locals }) => {
		const user = known(locals.user);
		const text = String((await request.formData()).get('text') ?? '').trim();
		if (!text) return fail(400, { text, problem: 'Write down what there is to do.' });
		if (text.length > 200) return fail(400, { text, problem: 'Shorter, please: 200 letters at most.' });
		if (user.items.length >= 100) return fail(409, { text, problem: 'Do something first: the list is full.' });

		user.items.push({ id: crypto.randomUUID(), text, done: false });
	},

	toggle: async ({ request, locals }) => {
		const id = (await request.formData()).get('id');
		const item = known(locals.user).items.find((item) => item.id === id);
		if (!item) error(404, 'That one is gone already.');
		item.done = !item.done;
	},

	remove: async ({ request, locals }) => {
		const user = known(locals.user);
		const id = (await request.formData()).get('id');
		user.items = user.items.filter((item) => item.id !== id);
	}
};

/**
 * The list is nobody's without a name.
 * @param {import('#lib/server/users.js').User | undefined} user
 */
function known(user) {
	if (!user) redirect(303, '/login');
	return user;
}
