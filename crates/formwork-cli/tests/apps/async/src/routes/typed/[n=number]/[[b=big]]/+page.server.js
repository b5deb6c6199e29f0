export const load = ({ params }) => ({ server: [typeof params.n, typeof params.b].join(' ') });
