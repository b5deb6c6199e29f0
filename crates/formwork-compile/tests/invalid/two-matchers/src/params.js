export const params = {};
