import type { LayoutServerLoad } from './$types';

// The annotation hides nothing: pages know what is in it.
export const load: LayoutServerLoad = ({ locals, params, route }) => {
	const id: string | null = route.id;
	const slug: 'first' | 'second' | undefined = params.slug;
	// @ts-expect-error no route has such a parameter
	params.nothing;
	return { user: locals.user, id, slug: slug as string | undefined };
};
