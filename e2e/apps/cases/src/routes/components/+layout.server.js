export const load = () => ({ list: ['from the layout'] });
