export const csr = [false, true].at(1);
export const ssr = Boolean(0);
