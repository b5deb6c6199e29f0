export const helper = () => 'not allowed here';
export const _private = 'allowed';

export const load = () => ({ private: _private });

export const actions = { default: () => ({ ran: true }) };
