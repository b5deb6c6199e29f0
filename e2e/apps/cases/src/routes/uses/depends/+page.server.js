import { stamp } from '#lib/stamp.js';

export const load = ({ depends }) => {
	depends('uses:page', '/uses/api');
	return { page: stamp() };
};
