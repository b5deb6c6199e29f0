import { nope } from './helper.js';
export const load = () => ({ nope });
