import { A } from '$app/env/private';

export const helper = (variables) => ({ ...variables, A });
