import type { LayoutLoad, LayoutLoadEvent, LayoutServerData } from './$types';

const nothing: LayoutServerData = null;

export const load: LayoutLoad = async ({ parent }: LayoutLoadEvent) => ({
	// Hides what the layout above calls so.
	user: { name: (await parent()).user?.name ?? '', nothing }
});
