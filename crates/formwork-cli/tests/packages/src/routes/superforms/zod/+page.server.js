import { fail } from '@sveltejs/kit';
import { superValidate, message, setError } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { signup } from '$lib/schema';

export const load = async () => ({ form: await superValidate(zod4(signup)) });

export const actions = {
	default: async ({ request }) => {
		const form = await superValidate(request, zod4(signup));
		if (!form.valid) return fail(400, { form });
		if (form.data.email === 'taken@example.com') return setError(form, 'email', 'already in use');
		if (form.data.name === 'Teapot') return message(form, 'no coffee here', { status: 418 });
		return message(form, `Welcome, ${form.data.name}: ${form.data.age}, ${form.data.tags.join('+')}`);
	}
};
