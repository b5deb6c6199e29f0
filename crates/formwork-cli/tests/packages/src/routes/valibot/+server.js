import { json } from '@sveltejs/kit';
import * as v from 'valibot';

const Login = v.object({
	email: v.pipe(v.string(), v.trim(), v.email('not an address')),
	password: v.pipe(v.string(), v.minLength(8, 'too short')),
	remember: v.optional(v.pipe(v.string(), v.transform((text) => text === 'on')), 'off')
});

export async function POST({ request }) {
	const result = v.safeParse(Login, Object.fromEntries(await request.formData()));
	return result.success ? json(result.output) : json(v.flatten(result.issues).nested, { status: 400 });
}
