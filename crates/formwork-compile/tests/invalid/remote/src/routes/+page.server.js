import { todos } from '$lib/todos.remote.js';
export const load = () => todos();
