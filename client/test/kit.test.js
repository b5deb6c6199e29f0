import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import * as kit from '../src/kit/index.js';
import { sequence } from '../src/kit/hooks.js';
import { fromMatch } from '../src/kit/params.js';

afterEach(() => delete globalThis.testEvent);

/** What `fn` throws. */
function thrown(fn) {
	try {
		fn();
	} catch (value) {
		return value;
	}
	assert.fail('nothing was thrown');
}

test('S-70: error', () => {
	const error = thrown(() => kit.error(404, 'gone', { code: 7 }));
	assert.ok(kit.isHttpError(error) && kit.isHttpError(error, 404) && !kit.isHttpError(error, 500));
	assert.deepEqual(error.body, { code: 7, status: 404, message: 'gone' });
	assert.ok(!(error instanceof Error));
	assert.equal(thrown(() => kit.error(500)).body.message, 'Error: 500');
	assert.deepEqual(thrown(() => kit.error(400, { message: 'm', x: 1 })).body, { status: 400, message: 'm', x: 1 });
	for (const status of [399, 600, NaN, undefined]) {
		assert.match(thrown(() => kit.error(status, 'x')).message, new RegExp(String(status)));
	}
});

test('S-65, S-66: redirect', () => {
	const redirect = thrown(() => kit.redirect(303, '/x'));
	assert.ok(kit.isRedirect(redirect) && !(redirect instanceof Error));
	assert.deepEqual({ ...redirect }, { status: 303, location: '/x' });
	assert.equal(thrown(() => kit.redirect('303', '/x')).status, '303');
	assert.equal(thrown(() => kit.redirect(303, new URL('http://formwork.invalid/u'))).location, 'http://formwork.invalid/u');
	for (const status of [299, 309, 'x', '', null, undefined]) {
		const error = thrown(() => kit.redirect(status, '/x'));
		assert.ok(error instanceof Error, String(status));
		assert.ok(error.message.includes(String(status)));
	}
});

test('S-67, S-68: where a redirect may go', () => {
	globalThis.testEvent = { url: new URL('https://app.test/here') };
	const goes = (location, external) => kit.isRedirect(thrown(() => kit.redirect(303, location, external === undefined ? undefined : { external })));
	for (const inside of ['/x', 'foo', './foo', '?q', '#h', '', 'https://app.test/y']) assert.ok(goes(inside), inside);
	const outside = ['//evil.test', '\\\\evil.test', '/\\evil.test', ' //evil.test', '/\t/evil.test', 'mailto:a@b', 'x:foo', 'blob:x', 'http://app.test/', 'https://app.test:444/', 'javascript:alert(1)'];
	for (const location of outside) {
		assert.ok(!goes(location), location);
		assert.ok(!goes(location, false), location);
		assert.ok(!goes(location, []), location);
		assert.ok(!goes(location, 'yes'), location);
	}
	assert.ok(goes('https://other.test/x', true));
	assert.ok(!goes('javascript:alert(1)', true));
	assert.ok(!goes('data:text/html,x', true));
	assert.ok(goes('https://other.test/x', ['https://other.test']));
	assert.ok(!goes('https://other.test/x', ['https://third.test', 'nonsense']));
	assert.ok(!goes('http://other.test/x', ['https://other.test']));
	assert.ok(goes('javascript:alert(1)', ['javascript:alert(1)']));
	assert.ok(goes('mailto:a@b', ['mailto:a@b']));
});

test('S-69: a location must be a header value', () => {
	for (const bad of ['/a\nb', '/a\rb', '/a\0b', '/€']) assert.ok(thrown(() => kit.redirect(303, bad)) instanceof Error, bad);
	assert.equal(thrown(() => kit.redirect(303, '/ä')).location, '/ä');
});

test('S-63, S-64: fail returns', () => {
	const failure = kit.fail(400, { a: 1 });
	assert.ok(kit.isActionFailure(failure));
	assert.deepEqual({ ...failure }, { status: 400, data: { a: 1 } });
	assert.ok(!kit.isActionFailure({ status: 400, data: {} }));
	assert.equal(kit.fail(422).data, undefined);
});

test('S-75: json and text', async () => {
	const json = kit.json({ ä: 1 }, { status: 201 });
	assert.equal(json.status, 201);
	assert.equal(json.headers.get('content-type'), 'application/json');
	assert.equal(json.headers.get('content-length'), '8');
	assert.equal(kit.json(1, { headers: { 'content-type': 'application/x' } }).headers.get('content-type'), 'application/x');
	assert.equal(kit.text('€').headers.get('content-length'), '3');
	assert.equal(await kit.text('hello').text(), 'hello');
});

test('S-74: names for remote functions resolve and explain themselves', () => {
	assert.throws(() => kit.invalid('x'), /remote functions/);
	assert.equal(kit.isValidationError(new Error()), false);
	assert.equal(typeof kit.VERSION, 'string');
});

test('F-115: sequence', async () => {
	const order = [];
	let options;
	const resolve = async (event, given) => {
		options = given;
		return `${event.name}`;
	};
	const layer = (name, given) => async ({ event, resolve }) => {
		order.push(`${name} in`);
		const response = await resolve({ ...event, name: event.name + name }, given);
		order.push(`${name} out`);
		return response + name;
	};
	const preload = () => true;
	const handle = sequence(
		layer('a', { transformPageChunk: ({ html }) => html + 'a', preload }),
		layer('b', { transformPageChunk: async ({ html }) => html + 'b', preload: () => false }),
		layer('c')
	);
	assert.equal(await handle({ event: { name: '' }, resolve }), 'abccba');
	assert.deepEqual(order, ['a in', 'b in', 'c in', 'c out', 'b out', 'a out']);
	assert.equal(await options.transformPageChunk({ html: 'x', done: true }), 'xba');
	assert.equal(options.preload, preload);
	assert.equal(await sequence()({ event: { name: 'e' }, resolve }), 'e');
});

test('F-31: matchers of SvelteKit 2', () => {
	const matcher = fromMatch((value) => value === 'a');
	assert.equal(matcher('a'), 'a');
	assert.equal(matcher('b'), undefined);
});
