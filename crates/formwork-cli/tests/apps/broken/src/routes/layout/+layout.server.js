import { error } from '@sveltejs/kit';

export const load = () => error(451, 'a <b>bold</b> & "quoted" message');
