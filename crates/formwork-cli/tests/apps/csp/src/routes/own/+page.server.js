export const load = ({ setHeaders }) => setHeaders({ 'content-security-policy': "default-src 'none'" });
