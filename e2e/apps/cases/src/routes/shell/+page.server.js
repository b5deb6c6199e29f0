export { actions, load } from '#lib/actions.js';
