import { gate } from '#lib/server/gates.js';
import { stamp } from '#lib/stamp.js';

export function load({ url }) {
	const key = url.searchParams.get('key');
	if (!key) return { page: stamp() };

	return {
		page: stamp(),
		first: gate(`${key}-first`),
		deep: { second: gate(`${key}-second`).then((text) => ({ text, when: new Date(0) })) },
		broken: gate(`${key}-broken`).then(() => {
			throw new Error('the secret reason');
		})
	};
}
