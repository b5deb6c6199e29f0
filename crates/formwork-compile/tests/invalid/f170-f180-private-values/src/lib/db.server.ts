export const secret: string = 'hush';
