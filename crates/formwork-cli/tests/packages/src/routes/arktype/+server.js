import { json } from '@sveltejs/kit';
import { type } from 'arktype';

const User = type({
	name: 'string >= 2',
	email: 'string.email',
	'age?': 'string.integer.parse |> number >= 18',
	platform: "'android' | 'ios'"
});

export async function POST({ request }) {
	const user = User(Object.fromEntries(await request.formData()));
	return user instanceof type.errors ? json(user.flatProblemsByPath ?? Object.keys(user.byPath), { status: 400 }) : json(user);
}
