export { actions } from '#lib/actions.js';
