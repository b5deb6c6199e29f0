export const load = ({ url }) => ({ path: url.pathname, host: url.host });
