export const load = ({ data }) => ({ universal: data.server_only + 1, layer: 'layout' });
