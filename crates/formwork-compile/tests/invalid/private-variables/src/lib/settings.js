import { SECRET } from '$app/env/private';

export const length = SECRET.length;
