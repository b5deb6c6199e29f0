import { command, form, getRequestEvent, prerender, query } from '$app/server';

export const load = () => [command, form, prerender, query, getRequestEvent];
