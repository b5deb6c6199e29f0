export const csr = false;

export const load = () => ({ later: Promise.resolve('came later') });
