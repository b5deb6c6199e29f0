import { getRequestEvent, query } from '$app/server';
export const todos = query(() => getRequestEvent().locals.todos);
