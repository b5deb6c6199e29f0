export const load = () => ({ file: true });
