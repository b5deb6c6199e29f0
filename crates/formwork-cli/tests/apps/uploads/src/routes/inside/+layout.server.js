export const config = { formwork: { bodySizeLimit: 200, maxFields: 2 } };
