export const actions = { default: () => ({ ran: true }) };
