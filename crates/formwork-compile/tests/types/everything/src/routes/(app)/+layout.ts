export const load = async ({ parent }) => ({ ...(await parent()), section: 'app' });
