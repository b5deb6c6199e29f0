export const load = ({ data, params }) => ({ ...data, universal: [typeof params.n, typeof params.b].join(' ') });
