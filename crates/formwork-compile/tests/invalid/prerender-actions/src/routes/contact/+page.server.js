import { make } from './make.js';

export const actions = make();
