import { redirect } from '@sveltejs/kit';

export function load({ cookies }) {
	cookies.set('before', 'redirect');
	redirect(307, '/data?x=1');
}
