export const csr = true;
export const trailingSlash = 'never';
