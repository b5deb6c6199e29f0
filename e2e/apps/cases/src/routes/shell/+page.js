export const ssr = false;

export const load = ({ data }) => ({ ...data, universal: 'in the browser' });
