/**
 * From an intent to a page that can be shown: decides which loads run, asks the server, runs universal loads, and
 * finds the error page when something fails (C-90, C-97 … C-107, C-120, F-50 … F-58). Nothing visible changes here;
 * the shown page is read from the session for comparison.
 */
import { DEV } from 'esm-env';
import { Redirect } from '../kit/internal.js';
import { DataFailure, fetchData } from './data.js';
import { FrameworkError, ServerError, toErrorObject } from './errors.js';
import { loadFetch } from './fetched.js';
import { session } from './session.js';
import { compare, isStale, noUses, readUses, track } from './uses.js';

/** @typedef {import('./app').LoadResult} LoadResult */
/** @typedef {import('./app').BranchNode} BranchNode */

/**
 * @param {import('./app').Intent} intent
 * @param {import('./session.js').Asked} asked
 * @param {import('./app').ActionResult} [action] that leads to this page; an error keeps the leaf from loading (C-45)
 * @returns {Promise<LoadResult>}
 */
export async function loadPage(intent, asked, action) {
	const basis = session.branch;
	const result = await load(intent, asked, action);
	if (result.type === 'loaded') result.basis = basis;
	return result;
}

/**
 * @param {import('./app').Intent} intent
 * @param {import('./session.js').Asked} asked
 * @param {import('./app').ActionResult} [action]
 * @returns {Promise<LoadResult>}
 */
async function load(intent, asked, action) {
	const { route, url, params } = intent;
	const event = { url, params, route: { id: route.id } };
	const leaf = route.positions.length - 1;
	const change = compare(
		{ url: session.url, routeId: session.route?.id ?? null, params: session.params },
		{ url, routeId: route.id, params },
		asked
	);

	// `parent()` of a server load is about server loads only; that of a universal load is about both (F-51).
	let serverReran = false;
	let parentReran = false;
	const plan = route.positions.map((index, i) => {
		if (index === null || (i === leaf && action?.type === 'error')) return null;
		const shown = session.branch[i];
		const previous = shown?.index === index ? shown : null;
		const server =
			session.server.has(index) &&
			(!previous?.server || isStale(previous.server.uses, change, serverReran));
		const universal = !previous || server || isStale(previous.universal?.uses, change, parentReran);
		serverReran ||= server;
		parentReran ||= universal;
		return { index, previous, server, universal };
	});

	// Code and data are asked for at the same time.
	const modules = plan.map((step) => step && (step.previous?.module ?? loadModule(step.index)));
	const boundaries = loadBoundaries(route);

	/** @type {import('./app').ServerNode[]} */
	let answers = [];
	if (plan.some((step) => step?.server)) {
		try {
			const response = await fetchData(url, route.positions.map((_, i) => !!plan[i]?.server));
			if (response.type === 'redirect') return response;
			answers = response.nodes;
		} catch (failure) {
			if (!(failure instanceof DataFailure)) throw failure;
			return rootErrorPage(await toErrorObject(failure.cause, event), event);
		}
	}

	/** @type {Promise<BranchNode | undefined>[]} */
	const nodes = [];
	plan.forEach((step, i) => {
		const node = (async () => {
			if (!step) {
				if (i === leaf && action?.type === 'error') throw new ServerError(action.error);
				return undefined;
			}
			const answer = answers[i];
			if (step.server && answer?.type === 'error') throw new ServerError(answer.error);
			if (step.previous && !step.universal) return step.previous;
			const module = await /** @type {any} */ (modules[i]);
			return loadNode({
				index: step.index,
				module,
				server: serverPart(answer) ?? step.previous?.server ?? null,
				event,
				parent: () => merged(nodes.slice(0, i))
			});
		})();
		node.catch(() => {}); // looked at in order below
		nodes.push(node);
	});

	/** @type {import('./app').Branch} */
	const branch = [];
	for (let i = 0; i < nodes.length; i += 1) {
		try {
			branch.push(await nodes[i]);
		} catch (thrown) {
			if (thrown instanceof Redirect) return { type: 'redirect', status: thrown.status, location: thrown.location };
			const error = await toErrorObject(thrown, event);
			return nearestErrorPage(i, branch, error, event, route);
		}
	}

	return {
		type: 'loaded',
		url,
		route,
		params,
		branch,
		status: 200,
		error: null,
		boundaries: await boundaries
	};
}

/** @param {number} index */
function loadModule(index) {
	const loading = session.app.nodes[index]();
	loading.catch(() => {}); // awaited later, or not at all if something above fails first
	return loading;
}

/**
 * @param {import('./app').ServerNode | undefined} answer
 * @returns {BranchNode['server']}
 */
export function serverPart(answer) {
	if (answer?.type !== 'data') return null; // null, or `skip`: the previous data stays (C-102)
	return { data: answer.data, uses: readUses(answer.uses), slash: answer.slash };
}

/** @param {Promise<BranchNode | undefined>[]} nodes */
async function merged(nodes) {
	const data = {};
	for (const node of nodes) Object.assign(data, (await node)?.data);
	return data;
}

/**
 * Runs a node's universal load, if it has one (F-65).
 * @param {{
 *   index: number,
 *   module: import('./app').NodeModule,
 *   server: BranchNode['server'],
 *   event: { url: URL, params: Record<string, any>, route: { id: string | null } },
 *   parent: () => Promise<Record<string, any>>
 * }} node
 * @returns {Promise<BranchNode>}
 */
export async function loadNode({ index, module, server, event, parent }) {
	/** @type {BranchNode['universal']} */
	let universal = null;
	const load = module.universal?.load;
	if (load) {
		const uses = noUses();
		const view = track(event, uses, DEV);
		const hydrating = session.hydrating;
		const result = await load.call(null, {
			url: view.url,
			params: view.params,
			route: view.route,
			data: server?.data ?? null,
			setHeaders() {},
			untrack: view.untrack,
			depends(/** @type {string[]} */ ...ids) {
				for (const id of ids) view.dependency(new URL(id, event.url).href);
			},
			parent() {
				view.parent();
				return parent();
			},
			fetch(/** @type {RequestInfo | URL} */ input, /** @type {RequestInit} */ init) {
				const url = new URL(input instanceof Request ? input.url : input, event.url);
				view.dependency(url.href);
				return loadFetch(input, init, url, hydrating && session.hydrating);
			}
		});
		if (DEV) checkLoaded(result, event.route.id);
		universal = { data: result ?? null, uses };
	}
	return {
		index,
		module,
		server,
		universal,
		// a universal result replaces the server's for this node (F-53)
		data: universal ? universal.data : (server?.data ?? null),
		slash: module.universal?.trailingSlash ?? server?.slash
	};
}

/** @param {any} result @param {string | null} id */
function checkLoaded(result, id) {
	if (result == null) return;
	const prototype = Object.getPrototypeOf(result);
	if (typeof result !== 'object' || (prototype !== null && prototype !== Object.prototype)) {
		const what = result?.constructor?.name ?? typeof result;
		throw new Error(`A load function of ${id} returned ${what}, but it must return a plain object (F-52)`);
	}
}

/**
 * Error components per position, for failures while rendering (C-123): the one declared nearest above. A chunk that
 * cannot be had leaves it to the next one up.
 * @param {import('./app').CompiledRoute} route
 * @returns {Promise<(any | null)[]>} aligned with the route's positions
 */
export async function loadBoundaries(route) {
	const components = await Promise.all(
		route.errors.map(async (index) => {
			if (index === null) return null;
			try {
				return (await session.app.nodes[index]()).component ?? null;
			} catch {
				return null;
			}
		})
	);
	/** @type {any} */
	let nearest = null;
	return route.positions.map((_, i) => (nearest = (i > 0 && components[i - 1]) || nearest));
}

/**
 * The page that shows the failure of the node at position `i`: the nearest error page strictly above it that can be
 * loaded, inside the layouts down to its own depth (C-120).
 * @param {number} i
 * @param {import('./app').Branch} branch loaded nodes above `i`
 * @param {import('./app').AppError} error
 * @param {{ url: URL, params: Record<string, any>, route: { id: string | null } }} event
 * @param {import('./app').CompiledRoute} route
 * @returns {Promise<LoadResult>}
 */
export async function nearestErrorPage(i, branch, error, event, route) {
	for (let depth = i - 1; depth >= 0; depth -= 1) {
		const index = route.errors[depth];
		if (index == null) continue;
		try {
			const module = await session.app.nodes[index]();
			/** @type {BranchNode} */
			const node = { index, module, server: null, universal: null, data: null };
			const layouts = branch.slice(0, depth + 1);
			const boundaries = await loadBoundaries(route);
			const { url, params } = event;
			return errorPage({ url, route, params, branch: [...layouts, node], error, boundaries });
		} catch {
			// the next one up
		}
	}
	return wouldLoop(event.url) ? rootErrorPage(error, event) : { type: 'document' };
}

/**
 * @param {Pick<import('./app').LoadedPage, 'url' | 'route' | 'params' | 'branch' | 'boundaries'> & { error: import('./app').AppError }} page
 * @returns {import('./app').LoadedPage}
 */
function errorPage({ branch, error, boundaries, ...page }) {
	return {
		type: 'loaded',
		...page,
		branch,
		status: error.status,
		error,
		boundaries: branch.map((_, i) => (i === branch.length - 1 ? null : (boundaries[i] ?? null)))
	};
}

/**
 * Root layout and root error page, for failures that no page of the route can show (C-99, C-113). They belong to no
 * route, so that whatever is shown next has nothing to compare itself with (C-104).
 *
 * If the root layout's data cannot be had either, the document is loaded instead, unless that would be a loop: then the
 * layout does without. If not even the components or a universal load work, the static error document is left (C-121).
 * @param {import('./app').AppError} error
 * @param {{ url: URL, params: Record<string, any>, route: { id: string | null } }} event
 * @returns {Promise<LoadResult>}
 */
export async function rootErrorPage(error, event) {
	/** @type {BranchNode['server']} */
	let server = null;
	if (session.server.has(0)) {
		try {
			const response = await fetchData(event.url, [true]);
			if (response.type === 'redirect') return response;
			const answer = response.nodes[0];
			if (answer?.type === 'error') throw new ServerError(answer.error);
			server = serverPart(answer);
		} catch {
			if (error.status !== 404 && !wouldLoop(event.url)) return { type: 'document' };
		}
	}
	try {
		const [layout, page] = await Promise.all([session.app.nodes[0](), session.app.nodes[1]()]);
		const top = await loadNode({ index: 0, module: layout, server, event, parent: async () => ({}) });
		/** @type {BranchNode} */
		const node = { index: 1, module: page, server: null, universal: null, data: null };
		return errorPage({ url: event.url, route: null, params: {}, branch: [top, node], error, boundaries: [] });
	} catch (thrown) {
		if (thrown instanceof Redirect) return { type: 'redirect', status: thrown.status, location: thrown.location };
		return { type: 'static', error: await toErrorObject(thrown, event) };
	}
}

/**
 * Whether loading the document would bring us right back here: it was not rendered by the server, and it is the one
 * we are in (C-113).
 * @param {URL} url
 */
export function wouldLoop(url) {
	return !session.rendered && url.origin === location.origin && url.pathname === location.pathname;
}

/** @param {URL} url @returns {Promise<LoadResult>} */
export async function notFoundPage(url) {
	const event = { url, params: {}, route: { id: null } };
	const error = await toErrorObject(new FrameworkError(404, 'Not Found'), event);
	return rootErrorPage(error, event);
}
