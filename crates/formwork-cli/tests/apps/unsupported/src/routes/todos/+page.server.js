import { all } from '$lib/todos.remote.js';

export const load = async ({ platform }) => ({ todos: await all(), region: platform?.cf });
