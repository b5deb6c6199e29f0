/**
 * Has the app been deployed anew since this document started? (C-185 … C-187.) Learned in passing from responses,
 * or by asking. Never reloads anything by itself.
 */
import { DEV } from 'esm-env';
import { appDir, pollInterval } from 'formwork:config';
import * as paths from './app-paths.js';
import { activity } from './state.svelte.js';

let own = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} version that the document came with */
export function watchVersion(version) {
	own = version;
	if (DEV || !own) return;
	schedule();
	addEventListener('focus', () => void checkVersion());
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible') void checkVersion();
	});
}

function schedule() {
	clearTimeout(timer);
	if (pollInterval && !activity.updated) timer = setTimeout(checkVersion, pollInterval);
}

/** @param {Response} response */
export function noteVersion(response) {
	const version = response.headers.get('x-sveltekit-version');
	if (version && own && version !== own && !DEV) activity.updated = true;
}

/** @returns {Promise<boolean>} */
export async function checkVersion() {
	if (DEV || !own) return false;
	schedule();
	try {
		const response = await window.fetch(`${paths.assets}/${appDir}/version.json`, {
			headers: { pragma: 'no-cache', 'cache-control': 'no-cache' }
		});
		if (!response.ok) return activity.updated;
		const { version } = await response.json();
		if (version !== own) {
			activity.updated = true;
			clearTimeout(timer);
		}
	} catch {
		// offline is not outdated
	}
	return activity.updated;
}
