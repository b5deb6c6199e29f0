import { COUNT, SECRET_OF_THE_APP } from '$app/env/private';
import { GREETING, OPTIONAL } from '$app/env/public';

export const load = () => ({ length: SECRET_OF_THE_APP.length, count: COUNT, greeting: GREETING, optional: OPTIONAL });
