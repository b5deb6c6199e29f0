export const load = (event) => ({ keys: Object.keys(event).sort() });
