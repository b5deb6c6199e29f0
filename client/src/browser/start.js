/**
 * Starting the app in a document (C-142 … C-150). What the server rendered is usable before and without this: links
 * and forms work natively until the listeners are attached, which is the last thing that happens.
 */
import { tick } from 'svelte';
import { Redirect } from '../kit/internal.js';
import { createAnnouncer } from './announcer.js';
import * as paths from './app-paths.js';
import { env } from './env.js';
import { setErrorHook, toErrorObject } from './errors.js';
import { watchWrites } from './fetched.js';
import { adopt, current } from './history.js';
import { findIntent } from './intent.js';
import { createNavigation, runAfterNavigate } from './lifecycle.js';
import { listen } from './listeners.js';
import { loadBoundaries, loadNode, rootErrorPage } from './load.js';
import { compileRoutes } from './match.js';
import { leaveFor, navigate } from './navigate.js';
import { commitPage, createRoot, settled } from './page.js';
import { afterUpdate, watchLinks } from './preload.js';
import { endUpdate, position, recallScroll, savedScroll } from './scroll.js';
import { session } from './session.js';
import { recallSnapshots, restoreSnapshots } from './snapshots.js';
import { page, root } from './state.svelte.js';
import { receiveDocumentChunks, streamedPromises } from './streamed.js';
import { withStyles } from './styles.js';
import { decodeText, setTransport } from './transport.js';
import { readUses } from './uses.js';
import { watchVersion } from './version.js';

/** @typedef {import('./app').Payload} Payload */

/**
 * @param {import('./app').App} app
 * @param {HTMLElement} target
 * @param {Payload} payload
 */
export async function start(app, target, payload) {
	const url = new URL(document.URL);
	if (url.username || url.password) {
		// `fetch` refuses URLs with credentials, so every data request would fail (C-149)
		url.username = url.password = '';
		location.replace(url.href);
		return;
	}

	paths.settle(payload.base, payload.assets);
	// Browsers ask for an icon again after a navigation, by what is written there (F-175).
	for (const link of document.querySelectorAll('link[rel~="icon"]')) {
		/** @type {HTMLLinkElement} */ (link).href = /** @type {HTMLLinkElement} */ (link).href;
	}
	Object.assign(env, payload.env);
	watchWrites();

	session.app = withStyles(app);
	session.target = target;
	session.hooks = typeof app.hooks === 'function' ? await app.hooks() : (app.hooks ?? {});
	session.matchers = (typeof app.params === 'function' ? await app.params() : app.params) ?? {};
	session.routes = compileRoutes(app.routes);
	session.server = new Set(app.server);
	session.rendered = payload.nodes !== null;
	setTransport(session.hooks.transport);
	setErrorHook(session.hooks.handleError);
	await session.hooks.init?.();

	recallScroll();
	recallSnapshots();
	const known = adopt();
	const scroll = known ? savedScroll(current.index) : null;

	if (payload.nodes) {
		if (!(await hydratePage(payload, payload.nodes))) return;
		if (endUpdate() && scroll) scrollTo(scroll.x, scroll.y);
		createAnnouncer();
		listen();
		const { navigation, fulfil } = createNavigation('enter', page.url, null, { willUnload: false });
		if (navigation.to) Object.assign(navigation.to, { params: page.params, route: page.route, scroll: position() });
		fulfil();
		runAfterNavigate(navigation);
		restoreSnapshots(known);
		afterUpdate();
	} else {
		listen();
		await navigate({ type: 'enter', url: new URL(location.href) });
		createAnnouncer();
		if (scroll) scrollTo(scroll.x, scroll.y);
	}
	watchLinks();
	watchVersion(payload.version);
}

/**
 * Puts the runtime in charge of what the server rendered.
 * @param {Payload} payload
 * @param {number[]} nodeIds
 * @returns {Promise<boolean>} false when the document is being left
 */
async function hydratePage(payload, nodeIds) {
	const streamed = streamedPromises();
	/** @type {({ data: any, uses?: import('./app').ServerUses, slash?: import('./app').TrailingSlash } | null)[]} */
	const data = payload.data ? decodeText(payload.data, streamed.revivers) : [];
	const form = payload.form ? decodeText(payload.form) : null;
	receiveDocumentChunks(streamed.settle);
	const ended = () => streamed.abandon(new Error('The document ended early'));
	if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ended);
	else ended();

	const url = new URL(location.href);
	const intent = payload.route === null ? null : await findIntent(url);
	const route = intent?.route ?? null;
	const params = intent?.params ?? {};
	const event = { url, params, route: { id: route?.id ?? null } };
	const error = payload.error ?? null;

	const places = placeNodes(nodeIds, route, !!error);
	// A chunk that cannot be had ends the start here, and the page stays as the server made it (C-150).
	const modules = await Promise.all(nodeIds.map((index) => session.app.nodes[index]()));
	const boundaries = route ? await loadBoundaries(route) : [];
	session.hydrating = true;
	/** @type {Promise<import('./app').BranchNode>[]} */
	const loading = [];
	for (const [i, index] of nodeIds.entries()) {
		const isError = !!error && i === nodeIds.length - 1;
		const node = loadNode({
			index,
			module: isError ? { component: modules[i].component } : modules[i],
			server: data[i] ? { ...data[i], uses: readUses(data[i].uses) } : null,
			event,
			parent: async () =>
				Object.assign({}, ...(await Promise.all(loading.slice(0, i))).map((node) => node.data))
		});
		node.catch(() => {}); // awaited below, all together
		loading.push(node);
	}

	/** @type {import('./app').LoadedPage} */
	let loaded;
	let intact = true;
	try {
		const nodes = await Promise.all(loading);
		/** @type {import('./app').Branch} */
		const branch = [];
		nodes.forEach((node, i) => (branch[places[i]] = node));
		loaded = {
			type: 'loaded',
			url,
			route,
			params,
			branch: Array.from(branch),
			status: payload.status ?? error?.status ?? 200,
			error,
			boundaries: Array.from(branch, (_, i) =>
				error && i === branch.length - 1 ? null : (boundaries[i] ?? null)
			)
		};
	} catch (thrown) {
		if (thrown instanceof Redirect) {
			await leaveFor(new URL(thrown.location, location.href)); // C-146
			return false;
		}
		const result = await rootErrorPage(await toErrorObject(thrown, event), event);
		if (result.type !== 'loaded') throw thrown;
		loaded = result;
		intact = false;
	}
	session.hydrating = false;

	commitPage(loaded);
	root.form = page.form = intact ? form : null;
	page.status = loaded.status;
	page.state = current.persist && current.state ? decodeText(current.state) : {};
	if (intact) {
		if (payload.caught) {
			page.error = payload.caught;
			page.status = payload.caught.status;
		}
		createRoot(true);
		await tick();
	} else {
		await settled();
	}
	return true;
}

/**
 * Positions of the rendered nodes in the route's branch, whose gaps the document leaves out (F-42). On an error page
 * the error node follows the layouts of its depth.
 * @param {number[]} ids
 * @param {import('./app').CompiledRoute | null} route
 * @param {boolean} error
 */
export function placeNodes(ids, route, error) {
	let at = 0;
	return ids.map((id, i) => {
		if (!route || (error && i === ids.length - 1)) return at++;
		while (at < route.positions.length && route.positions[at] !== id) at += 1;
		return at++;
	});
}
