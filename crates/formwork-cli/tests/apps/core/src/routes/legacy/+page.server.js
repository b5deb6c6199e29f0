export const actions = { default: () => ({ acted: true }) };
