/** `$app/navigation` in the browser (C-194). */
export { afterNavigate, beforeNavigate, onNavigate } from '../lifecycle.js';
export { goto, pushState, replaceState } from '../goto.js';
export { invalidate, invalidateAll, refreshAll } from '../invalidation.js';
export { preloadCode, preloadData } from '../preload.js';
export { disableScrollHandling } from '../scroll.js';
export { snapshot } from '../snapshots.js';
