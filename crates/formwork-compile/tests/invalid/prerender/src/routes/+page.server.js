export const prerender = true;
export const actions = { default: () => {} };
