import { secret } from '$lib/server/db.js';

export const load = () => ({ secret });
