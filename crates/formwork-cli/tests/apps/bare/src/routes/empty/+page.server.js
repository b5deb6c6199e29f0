export const load = () => ({ nothing: 'to show' });

export const actions = { default: () => ({ ran: true }) };
