import { getRequestEvent } from '$app/server';
import { visitor } from '#lib/visitor.js';

const later = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Everything that knows whose request this is, asked at one moment. */
const who = (event) => {
	const current = getRequestEvent();
	return [
		event.locals.user,
		event.cookies.get('user'),
		current.locals.user,
		current.cookies.get('user'),
		current.url.searchParams.get('user'),
		current.request.headers.get('x-user'),
		visitor.getStore()
	];
};

/** The same after waiting in the given way. */
const waits = {
	nothing: async (event) => who(event),
	microtask: async (event) => {
		await null;
		return who(event);
	},
	timer: async (event) => {
		await later(Math.random() * 3);
		return who(event);
	},
	callback: (event) => new Promise((resolve) => setTimeout(() => resolve(who(event)), 1)),
	then: (event) => later(0).then(() => who(event)),
	queued: (event) => new Promise((resolve) => queueMicrotask(() => resolve(who(event)))),
	caught: async (event) => {
		try {
			await later(0).then(() => {
				throw new Error();
			});
		} catch {
			return who(event);
		}
	},
	finally: async (event) => {
		let seen;
		try {
			await later(0);
		} finally {
			seen = who(event);
		}
		return seen;
	},
	iterated: async (event) => {
		let seen;
		for await (const _ of (async function* () {
			yield await later(0);
		})()) {
			seen = who(event);
		}
		return seen;
	},
	// The engine calls this `then` in a job of its own, which knows no request; it must not know another one.
	thenable: async (event) => {
		const found = await { then: (resolve) => resolve(visitor.getStore()) };
		return who(event).concat(found ?? event.locals.user);
	},
	all: async (event) => {
		const [first] = await Promise.all([waits.timer(event), later(1)]);
		return first.concat(who(event));
	}
};

const everywhere = async (event) => {
	const seen = await Promise.all(Object.values(waits).map((wait) => wait(event)));
	for (const wait of Object.values(waits)) seen.push(await wait(event));
	return seen.flat();
};

export const load = async (event) => ({ user: event.locals.user, load: await waits.timer(event) });

export const actions = {
	default: async (event) => {
		const before = who(event);
		const form = await event.request.formData();
		event.cookies.set('seen', form.get('user'));
		event.locals.set = form.get('user');
		event.setHeaders({ 'x-seen': form.get('user') });
		const seen = await everywhere(event);
		const inner = await event.fetch(`/inner?user=${form.get('user')}`).then((response) => response.json());
		return {
			user: form.get('user'),
			seen: [...before, ...seen, ...inner, form.get('user'), event.locals.set, event.cookies.get('seen')]
		};
	}
};
