export const config = { formwork: { actions: { wide: { bodySizeLimit: 400 } } } };

const count = async ({ request }) => ({ fields: [...(await request.formData())].length });

export const actions = { narrow: count, wide: count };
