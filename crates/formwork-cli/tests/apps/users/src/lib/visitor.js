import { AsyncLocalStorage } from 'node:async_hooks';

export const visitor = new AsyncLocalStorage();
