import { fail, redirect } from '@sveltejs/kit';
import { superValidate, setError } from 'sveltekit-superforms';
import { valibot } from 'sveltekit-superforms/adapters';
import { login } from '$lib/schema';

export const load = async () => ({ form: await superValidate({ email: 'you@example.com' }, valibot(login), { errors: false }) });

export const actions = {
	default: async ({ request, cookies }) => {
		const form = await superValidate(request, valibot(login));
		if (!form.valid) return fail(400, { form });
		if (form.data.password !== 'right password') return setError(form, '', 'wrong e-mail or password', { status: 401 });
		cookies.set('who', form.data.email, { path: '/' });
		redirect(303, '/superforms/zod');
	}
};
