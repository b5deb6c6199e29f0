export const actions = { default: () => {} };
