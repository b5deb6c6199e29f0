import { stamp } from '#lib/stamp.js';

export const load = ({ url, depends }) => {
	depends('uses:layout');
	return { layout: stamp(), asked: url.searchParams.get('layout') };
};
