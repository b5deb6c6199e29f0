import { secret } from '$lib/server/db.js';

export const params = { known: (value) => (value === secret ? value : undefined) };
