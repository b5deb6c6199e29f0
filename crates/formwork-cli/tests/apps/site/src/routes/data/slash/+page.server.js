export const trailingSlash = 'always';
export const load = ({ url }) => ({ path: url.pathname });
