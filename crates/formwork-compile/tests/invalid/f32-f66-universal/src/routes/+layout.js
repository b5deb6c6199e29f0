import { env } from '$env/dynamic/private';

export const load = () => ({ secret: env.SECRET });
