import { error, fail, redirect } from '@sveltejs/kit';

export function load({ locals, cookies }) {
	locals.ran.push('load:page');
	return { page: 'page', layer: 'page', cookie_in_page: cookies.get('set-by-action') ?? null };
}

/** Every action leaves side effects, whatever its outcome. */
const effects = ({ cookies, setHeaders, locals }) => {
	locals.ran.push('action');
	cookies.set('set-by-action', 'yes', { path: '/' });
	setHeaders({ 'x-set-by-action': 'yes' });
};

class Custom {
	constructor() {
		this.secret = 'x';
	}
}

const outcomes = {
	// success
	object: () => ({ a: 1, nested: { b: [true, null, 'text'] }, when: new Date(0), map: new Map([['k', 'v']]) }),
	string: () => 'text',
	number: () => 7,
	array: () => [1, 'two'],
	true: () => true,
	nothing: () => {},
	null: () => null,
	zero: () => 0,
	empty: () => '',
	false: () => false,
	html: () => ({ text: '</script><script>alert(1)</script>\u2028\u2029' }),

	// failure
	fail: ({ url }) => fail(Number(url.searchParams.get('status') ?? 400), { missing: true }),
	fail_undefined: () => fail(422),
	fail_null: () => fail(400, null),
	fail_zero: () => fail(400, 0),
	fail_string: () => fail(400, 'text'),

	// redirect
	redirect: ({ url }) =>
		redirect(Number(url.searchParams.get('status') ?? 303), url.searchParams.get('to') ?? '/default'),

	// error
	error: ({ url }) => error(Number(url.searchParams.get('status') ?? 418), 'short and stout'),
	error_props: () => error(409, 'conflict', { code: 'TAKEN', ids: [1, 2] }),
	error_bare: () => error(404),
	error_body: () => error(410, { message: 'gone', extra: 1 }),

	// other throws
	throw_error: () => {
		throw new Error('secret detail of throw_error', { cause: new Error('secret cause') });
	},
	throw_string: () => {
		throw 'secret string';
	},
	throw_undefined: () => {
		throw undefined;
	},
	throw_object: () => {
		throw { status: 404, message: 'secret object' };
	},
	throw_error_with_status: () => {
		throw Object.assign(new Error('secret'), { status: 418, location: '/default' });
	},
	throw_fail: () => {
		throw fail(400, { secret: true });
	},
	reject: async () => {
		await null;
		throw new Error('secret rejection');
	},

	// values that cannot be encoded
	function: () => ({ a: [{ f: () => {} }] }),
	symbol: () => ({ s: Symbol('s') }),
	class: () => ({ custom: new Custom() }),
	promise: () => ({ later: Promise.resolve(1) }),
	response: () => new Response('no'),
	an_error: () => ({ e: new Error('secret') }),
	file: () => ({ f: new File(['x'], 'x.txt') }),
	symbol_key: () => ({ [Symbol('k')]: 1 }),
	proto_key: () => ({ bad: JSON.parse('{"__proto__": 1}') }),
	fail_function: () => fail(400, { f: () => {} })
};

export const actions = Object.fromEntries(
	Object.entries(outcomes).map(([name, outcome]) => [
		name,
		(event) => {
			effects(event);
			return outcome(event);
		}
	])
);
