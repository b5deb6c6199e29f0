import { stamp } from '#lib/stamp.js';

export const load = async ({ parent }) => {
	await parent();
	return { page: stamp() };
};
