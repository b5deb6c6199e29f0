import { error } from '@sveltejs/kit';

export const actions = { default: () => error(418, 'a <b> & c') };
