export const load = ({ params }) => ({ id: params.id });

export const actions = {
	default: async ({ request }) => ({ said: (await request.formData()).get('text') })
};
