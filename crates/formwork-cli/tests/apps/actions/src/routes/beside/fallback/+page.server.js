export const actions = { default: () => ({ ran: 'action' }) };
