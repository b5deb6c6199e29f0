export const secret = 'hush';
