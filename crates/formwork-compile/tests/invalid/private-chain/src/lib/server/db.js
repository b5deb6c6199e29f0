export const secret = 's';
