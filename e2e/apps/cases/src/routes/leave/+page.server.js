import { redirect } from '@sveltejs/kit';
import { actions as all } from '#lib/actions.js';

export const actions = { ok: all.ok };

export const load = () => {
	redirect(303, '/d?left');
};
