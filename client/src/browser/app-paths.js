/** Where the app lives. Fixed at build time unless the document says otherwise (F-175). */
import { assets as builtAssets, base as builtBase } from 'formwork:config';

export let base = builtBase;
export let assets = builtAssets;

/**
 * Called before any module of the app runs.
 * @param {string} [own] base path as the browser sees it
 * @param {string} [elsewhere] where the files of the build are, if not there
 */
export function settle(own = base, elsewhere = assets === base ? own : assets) {
	base = own;
	assets = elsewhere;
}

/** @param {string} path @param {string} from @param {string} to */
const move = (path, from, to) => (path.startsWith(`${from}/`) ? to + path.slice(from.length) : path);

/** A path of this app as the server knows it: a proxy may have added a prefix that it is not told of (F-175). @param {string} path */
export const served = (path) => move(path, base, builtBase);

/** The other way. @param {string} path */
export const shown = (path) => move(path, builtBase, base);
