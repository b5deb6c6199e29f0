export const load = () => ({});
export const snapshot = {};
export const _private = 1;
