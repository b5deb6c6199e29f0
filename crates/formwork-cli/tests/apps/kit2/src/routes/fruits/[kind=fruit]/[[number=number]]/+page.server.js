export const load = ({ params }) => ({ params: { ...params } });
