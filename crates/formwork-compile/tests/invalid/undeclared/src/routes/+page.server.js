import { SECRET } from '$app/env/private';
import { NOT_SET_ANYWHERE } from '$env/static/private';

export const load = () => ({ a: SECRET.length, b: NOT_SET_ANYWHERE });
