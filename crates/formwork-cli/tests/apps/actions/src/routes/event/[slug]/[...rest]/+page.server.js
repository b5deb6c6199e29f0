export const actions = {
	default: ({ url, route, params }) => ({ url: url.href, route: route.id, params })
};
