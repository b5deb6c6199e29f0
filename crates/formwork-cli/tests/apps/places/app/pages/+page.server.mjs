import { name } from '$lib/name.js';
import { PUBLIC_PLACE } from '$env/static/public';

export const load = () => ({ name, place: PUBLIC_PLACE });
export const actions = { default: () => ({ done: true }) };
