import { error, redirect } from '@sveltejs/kit';

/** Fails as the query says: `?deep=error` lets the node called `deep` fail. @param {URL} url @param {string} node */
export function fail(url, node) {
	switch (url.searchParams.get(node)) {
		case 'error':
			error(418, `${node} is a teapot`, { colour: 'brown' });
		case 'accident':
			throw new Error(`the secret of ${node}`);
		case 'redirect':
			redirect(307, '/d?from=err');
	}
}
