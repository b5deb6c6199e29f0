import { FLAGS, STATIC_SECRET } from '$app/env/private';

if (STATIC_SECRET !== 'kept by the server') throw new Error('the build has not read .env');

export const load = () => ({ flags: FLAGS });
