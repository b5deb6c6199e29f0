export const load = ({ data, params }) => ({ ...data, universal: [typeof params.n, typeof params.f, typeof params.b].join(' ') });
