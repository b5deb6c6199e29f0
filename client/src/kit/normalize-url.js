/**
 * `normalizeUrl` (F-152): the page URL behind a URL as it may arrive at a proxy or a middleware, and the way back.
 */
import { pagePath, dataPath } from '../browser/location.js';

/**
 * @param {URL | string} input
 * @returns {{ url: URL, wasNormalized: boolean, denormalize: (url?: URL | string) => URL }}
 */
export function normalizeUrl(input) {
	const url = new URL(input, 'http://internal');
	const path = pagePath(url.pathname);
	const isData = path !== null;
	if (isData) url.pathname = path;
	const slash = url.pathname !== '/' && url.pathname.endsWith('/');
	if (slash) url.pathname = url.pathname.slice(0, -1);

	return {
		url,
		wasNormalized: isData || slash,
		denormalize(target = url) {
			const result = new URL(target, url);
			if (slash && !result.pathname.endsWith('/')) result.pathname += '/';
			if (isData) result.pathname = dataPath(result.pathname);
			return result;
		}
	};
}
