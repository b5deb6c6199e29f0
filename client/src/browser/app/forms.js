/** `$app/forms` in the browser (C-190). */
export { applyAction, deserialize, enhance } from '../forms.js';
