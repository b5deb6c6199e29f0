export const name = 'from the index of lib';
