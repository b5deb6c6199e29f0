import { secret } from '$lib/db.js';

export const load = () => ({ secret });
