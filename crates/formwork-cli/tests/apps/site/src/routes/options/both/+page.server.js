export const ssr = true;
export const csr = false;
