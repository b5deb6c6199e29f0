export const variables = {};

throw new Error('as it was written');
