export { actions } from '#lib/actions.js';

export const load = () => ({ list: ['a', 'b', 'c'], html: '<b>bold</b> &amp; <i>italic</i>' });
