export const secret = 'only on the server';
