import { stamp } from '#lib/stamp.js';

export const load = async ({ parent }) => {
	const { u } = await parent();
	return { page: stamp(), above: u };
};
