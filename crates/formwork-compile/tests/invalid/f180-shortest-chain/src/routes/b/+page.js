import { secret } from '$lib/b.js';

export const load = () => ({ secret });
