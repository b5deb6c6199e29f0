export const reroute = ({ url }) => (url.pathname === '/elsewhere' ? '/' : undefined);
