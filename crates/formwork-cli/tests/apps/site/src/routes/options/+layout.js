export const csr = false;
export const trailingSlash = 'always';
