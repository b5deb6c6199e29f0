import { secret } from '$lib/a.js';

export const load = () => ({ secret });
