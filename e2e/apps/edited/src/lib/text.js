export const text = 'text one';
