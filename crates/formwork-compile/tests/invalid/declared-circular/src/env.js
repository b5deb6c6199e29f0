import { helper } from './helper.js';

export const variables = helper({ A: {} });
