import { error } from '@sveltejs/kit';

export async function load({ params, url, depends, parent, locals, untrack, cookies, isDataRequest, fetch }) {
	locals.ran.push('load:page');
	depends('app:one', '/relative');
	const { layout } = await parent();
	const q = url.searchParams.get('q');
	const hidden = untrack(() => url.searchParams.get('hidden'));
	if (params.id === 'error') error(409, 'conflict', { code: 1 });
	if (params.id === 'throw') throw new Error('secret');
	if (params.id === 'function') return { f: () => {} };
	cookies.set('set-in-load', 'yes');
	return { id: params.id, q, hidden, layout, isDataRequest, when: new Date(0) };
}

export const actions = { default: ({ locals }) => void locals.ran.push('action') };
