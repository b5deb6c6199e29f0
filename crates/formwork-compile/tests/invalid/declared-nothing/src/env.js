export const vars = {};
