import { query } from '$app/server';

export const all = query(async () => []);
