export const users = new Map([['anna@example.test', 'secret']]);
