export const load = () => ({ above: true });
